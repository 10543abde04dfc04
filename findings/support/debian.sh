# Sourced by a finding. `with_debian PACKAGE…` runs the Python program on its standard input beside those packages, in
# a Debian trixie of their own, in a temp folder and without a network. The program's exit code is the result, 1 when
# the behaviour has changed.
# Needs root, debootstrap and util-linux; the building takes a few minutes.
# shellcheck shell=bash

# Sourced once more where each process and mount ends with its function.
library=${BASH_SOURCE[0]}

with_debian() {
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
  namespace 420 build "$mirror" "$@" >"$folder/build.log" 2>&1 || {
    tail -n 20 "$folder/build.log" >&2
    echo "not run: Debian could not be built" >&2
    exit 2
  }
  namespace 120 run
}

# namespace SECONDS FUNCTION ARGUMENT…: runs a function below where each process and mount ends with it.
namespace() {
  local limit=$1 code=0
  shift
  # shellcheck disable=SC2016
  timeout --kill-after=5 "$limit" unshare --mount --pid --fork --kill-child bash -euc '
    source "$1"; folder=$2; shift 2; "$@"
  ' bash "$library" "$folder" "$@" </dev/null &
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
  local root=$folder/debian mirror=$1
  shift
  mount --make-rprivate /
  debootstrap --variant=minbase trixie "$root" "$mirror"
  # Nothing is started when packages are installed.
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
  mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
  chroot "$root" apt-get install -q -y --no-install-recommends "$@"
  # Beside the modules of this folder, which it may import.
  install -m 644 "$folder/program.py" "$(dirname "$library")"/*.py "$root/tmp/"
}

run() {
  local root=$folder/debian
  mount --make-rprivate /
  mount -t proc proc "$root/proc"
  unshare --net chroot "$root" env - PATH=/usr/bin:/bin LC_ALL=C.UTF-8 python3 -u /tmp/program.py
}
