# Sourced by a finding. `with_rabbitmq` runs the Python program on its standard input beside a RabbitMQ 4.0.5, both in
# a Debian trixie of their own, in a temp folder and on a loopback interface that nobody else sees. The program has
# proton for AMQP 1.0 and pika for AMQP 0-9-1; its exit code is the result, 1 when the behaviour has changed.
# Needs root, debootstrap and util-linux; the building takes about a minute.
# shellcheck shell=bash

with_rabbitmq() {
  if [ "$(id -u)" -ne 0 ] || ! command -v debootstrap >/dev/null || ! command -v unshare >/dev/null; then
    echo "not run: needs root, debootstrap and unshare" >&2
    exit 2
  fi
  # The mirror this machine takes Debian itself from.
  local mirror
  mirror=$(
    shopt -s nullglob
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null |
      grep -E '^(URIs:|deb[[:space:]])' | grep -oE '[a-z+]+://[^][:space:]]+' |
      grep -vE 'security|backports' | grep -E '/debian/?$' | head -n 1
  ) || true
  if [ -z "$mirror" ]; then
    echo "not run: no Debian mirror among apt's sources" >&2
    exit 2
  fi
  folder=$(mktemp -d)
  job=
  trap finish EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  chmod 755 "$folder"
  cat >"$folder/program.py"
  namespace 420 build "$mirror" >"$folder/build.log" 2>&1 || {
    tail -n 20 "$folder/build.log" >&2
    echo "not run: Debian could not be built" >&2
    exit 2
  }
  namespace 120 serve
}

# namespace SECONDS FUNCTION ARGUMENT…: runs a function below where each process and mount ends with it.
namespace() {
  local limit=$1 code=0
  shift
  # shellcheck disable=SC2016
  timeout --kill-after=5 "$limit" unshare --mount --pid --fork --kill-child bash -euc '
    source "$1"; folder=$2; shift 2; "$@"
  ' bash "${BASH_SOURCE[0]}" "$folder" "$@" </dev/null &
  job=$!
  wait "$job" || code=$?
  job=
  case $code in 124 | 137) echo "not run: took more than $limit s" >&2 ;; esac
  return "$code"
}

finish() {
  # timeout hands the signal on, and kills what does not heed it.
  if [ -n "$job" ]; then
    kill "$job" || true
    wait "$job" || true
  fi
  rm -rf "$folder"
}

build() {
  export DEBIAN_FRONTEND=noninteractive LC_ALL=C
  local root=$folder/debian
  mount --make-rprivate /
  debootstrap --variant=minbase trixie "$root" "$1"
  # Nothing is started when packages are installed.
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
  mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
  chroot "$root" apt-get install -q -y --no-install-recommends \
    'rabbitmq-server=4.0.5-*' iproute2 python3-pika python3-qpid-proton
  mv "$folder/program.py" "$root/tmp/program.py"
}

serve() {
  local root=$folder/debian
  mount --make-rprivate /
  mount -t proc proc "$root/proc"
  unshare --net bash -euc 'source "$1"; serve_alone "$2"' bash "${BASH_SOURCE[0]}" "$root"
}

# Has a network of its own, where the usual ports are free.
serve_alone() {
  local root=$1 code=0 server
  chroot "$root" ip link set lo up
  : >"$root/tmp/server.log"
  inside epmd -address 127.0.0.1 >"$root/tmp/epmd.log" 2>&1 &
  inside /usr/lib/rabbitmq/bin/rabbitmq-server </dev/null >"$root/tmp/server.log" 2>&1 &
  server=$!
  until grep -q 'Server startup complete' "$root/tmp/server.log"; do
    if ! kill -0 "$server" 2>/dev/null; then
      tail -n 20 "$root/tmp/server.log" >&2
      echo "not run: RabbitMQ did not start" >&2
      exit 2
    fi
    sleep 0.2
  done
  sed -nE 's/.*Starting (RabbitMQ .*) on .*/\1/p' "$root/tmp/server.log" | head -n 1
  inside python3 -u /tmp/program.py 2>"$root/tmp/program.err" || code=$?
  # What proton's trace of its frames tells of what was sent.
  sed -nE 's/.*(-> @transfer\(20\) )/  \1/p' "$root/tmp/program.err"
  [ "$code" -eq 0 ] || grep -v '@' "$root/tmp/program.err" >&2 || true
  exit "$code"
}

inside() {
  chroot --userspec=rabbitmq:rabbitmq "$root" env - PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
    HOME=/var/lib/rabbitmq RABBITMQ_NODENAME=finding@localhost RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 \
    RABBITMQ_LOGS=- RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='+S 2:2' PN_TRACE_FRM=1 "$@"
}
