#!/usr/bin/env bash
# A Debian with RabbitMQ 4 and Python's oslo.messaging in a folder of its own, for the tests; as root. Without one,
# OSLO_RPC_TEST_RABBIT_URL names a RabbitMQ 4 to use instead. The options are those of chroot-library.sh.
set -euo pipefail
# shellcheck source=scripts/chroot-library.sh
source "$(dirname "${BASH_SOURCE[0]}")/chroot-library.sh"

fill() {
  # The mirror this machine takes Debian itself from.
  local mirror
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
  if ! command -v debootstrap; then
    apt-get update -q
    apt-get install -q -y --no-install-recommends debootstrap
  fi
  # Of a release that is newer than itself debootstrap knows no more than that it is like sid.
  local recipe=/usr/share/debootstrap/scripts/$suite
  [ -e "$recipe" ] || recipe=/usr/share/debootstrap/scripts/sid
  debootstrap --variant=minbase "$suite" "$1" "$mirror" "$recipe"
  install_packages "$1" rabbitmq-server python3-oslo.messaging
}

# The name changes when what is installed does, so that an older folder is not taken for the new one.
chroot_of rabbitmq-1 "$@"
