#!/usr/bin/env bash
# A Debian with RabbitMQ 4 and Python's oslo.messaging in a folder of its own, for the tests; as root. Its release is
# OSLO_RPC_TEST_DEBIAN: trixie, with RabbitMQ 4.0, if that is not set; forky has 4.3.
#
#   scripts/rabbit-chroot.sh           builds it unless it stands, and prints its path on stdout
#   scripts/rabbit-chroot.sh --where   prints the path without building
#
# The folder is in OSLO_RPC_TEST_CACHE, else in the user's cache, and may be deleted at any time nothing runs in
# it: nothing stays mounted there.
set -euo pipefail

# Changes when what is installed does, so that an older folder is not taken for the new one.
suite=${OSLO_RPC_TEST_DEBIAN:-trixie}
name=$suite-rabbitmq-1
cache=${OSLO_RPC_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/oslo-rpc}
root=$cache/$name

if [ "${1:-}" = --where ]; then
  echo "$root"
  exit 0
fi

if [ -e "$root/.complete" ]; then
  echo "$root"
  exit 0
fi

if [ "$(id -u)" -ne 0 ]; then
  echo "rabbit-chroot: must be run as root; or set OSLO_RPC_TEST_RABBIT_URL to a RabbitMQ 4 of yours" >&2
  exit 1
fi

mkdir -p "$cache"
# Two runs at once: the second waits, and finds the folder built.
exec 9>"$cache/$name.lock"
flock 9
if [ -e "$root/.complete" ]; then
  echo "$root"
  exit 0
fi

# The mirror this machine takes Debian itself from.
mirror=$(
  shopt -s nullglob
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null |
    grep -E '^(URIs:|deb[[:space:]])' | grep -oE '[a-z+]+://[^][:space:]]+' |
    grep -vE 'security|backports' | grep -E '/debian/?$' | head -n 1
) || true
if [ -z "$mirror" ]; then
  echo "rabbit-chroot: no Debian mirror among apt's sources" >&2
  exit 1
fi

export DEBIAN_FRONTEND=noninteractive LC_ALL=C
{
  if ! command -v debootstrap; then
    apt-get update -q
    apt-get install -q -y --no-install-recommends debootstrap
  fi
  rm -rf "$root.building"
  # Of a release that is newer than itself debootstrap knows no more than that it is like sid.
  recipe=/usr/share/debootstrap/scripts/$suite
  [ -e "$recipe" ] || recipe=/usr/share/debootstrap/scripts/sid
  debootstrap --variant=minbase "$suite" "$root.building" "$mirror" "$recipe"
  # Nothing is started when packages are installed.
  printf '#!/bin/sh\nexit 101\n' >"$root.building/usr/sbin/policy-rc.d"
  chmod 755 "$root.building/usr/sbin/policy-rc.d"
  # The mount is seen by this command alone and ends with it.
  # shellcheck disable=SC2016
  unshare --mount sh -c '
    mount -t proc proc "$1/proc" &&
      chroot "$1" apt-get install -q -y --no-install-recommends rabbitmq-server python3-oslo.messaging &&
      chroot "$1" apt-get clean
  ' sh "$root.building"
  rm -rf "$root.building/var/lib/apt/lists"
  touch "$root.building/.complete"
  rm -rf "$root"
  mv "$root.building" "$root"
} >&2
echo "$root"
