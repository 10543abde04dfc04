#!/usr/bin/env bash
# A Debian with RabbitMQ, oslo.messaging 18 and the SDK of OpenTelemetry for Python in a folder of its own, for the tests of
# traces; as root. It begins as a copy of the one of rabbit-chroot.sh for forky. The options are those of chroot-library.sh.
set -euo pipefail
export OSLO_RPC_TEST_DEBIAN=forky
scripts=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=scripts/chroot-library.sh
source "$scripts/chroot-library.sh"

fill() {
  local base
  base=$(bash "$scripts/rabbit-chroot.sh")
  cp -a "$base" "$1"
  rm "$1/.complete"
  install_packages "$1" python3-opentelemetry-sdk python3-osprofiler
}

# The name changes when what is installed does, so that an older folder is not taken for the new one.
chroot_of tracing-1 "$@"
