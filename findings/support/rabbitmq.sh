# Sourced by a finding. `with_rabbitmq PACKAGE…` runs the Python program on its standard input as `with_debian` does,
# beside a RabbitMQ 4.0.5 on a loopback interface that nobody else sees. The program has proton for AMQP 1.0 and pika
# for AMQP 0-9-1.
# shellcheck shell=bash
# shellcheck source=findings/support/debian.sh
source "$(dirname "${BASH_SOURCE[0]}")/debian.sh"
library=${BASH_SOURCE[0]}

with_rabbitmq() {
  with_debian 'rabbitmq-server=4.0.5-*' iproute2 python3-pika python3-qpid-proton "$@"
}

run() {
  local root=$folder/debian
  mount --make-rprivate /
  mount -t proc proc "$root/proc"
  unshare --net bash -euc 'source "$1"; serve "$2"' bash "$library" "$root"
}

# Has a network of its own, where the usual ports are free.
serve() {
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
