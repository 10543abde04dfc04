# Sourced by the scripts that build a Debian for tests. Each has its name, and a function `fill FOLDER` that makes it;
# `chroot_of NAME ARGUMENT…` does the rest:
#
#   scripts/rabbit-chroot.sh           builds it unless it stands, and prints its path on stdout
#   scripts/rabbit-chroot.sh --where   prints the path without building
#
# The folder is in OSLO_RPC_TEST_CACHE, else in the user's cache, and may be deleted at any time nothing runs in
# it: nothing stays mounted there.
# shellcheck shell=bash

# The release: trixie, with RabbitMQ 4.0, if OSLO_RPC_TEST_DEBIAN is not set; forky has 4.3.
suite=${OSLO_RPC_TEST_DEBIAN:-trixie}
cache=${OSLO_RPC_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/oslo-rpc}
export DEBIAN_FRONTEND=noninteractive LC_ALL=C

chroot_of() {
  local root=$cache/$suite-$1
  if [ "${2:-}" != --where ] && [ ! -e "$root/.complete" ]; then
    if [ "$(id -u)" -ne 0 ]; then
      echo "$(basename "$0" .sh): must be run as root" >&2
      exit 1
    fi
    mkdir -p "$cache"
    # Two runs at once: the second waits, and finds the folder built.
    exec 9>"$root.lock"
    flock 9
    [ -e "$root/.complete" ] || build "$root" >&2
  fi
  echo "$root"
}

build() {
  rm -rf "$1.building"
  fill "$1.building"
  rm -rf "$1.building/var/lib/apt/lists"
  touch "$1.building/.complete"
  rm -rf "$1"
  mv "$1.building" "$1"
}

# install FOLDER PACKAGE…: installs packages in the Debian of the folder, none of which is started.
install_packages() {
  local root=$1
  shift
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
  # The mount is seen by this command alone and ends with it. A mirror may be a copy of a day that is past.
  # shellcheck disable=SC2016
  unshare --mount sh -c '
    root=$1 && shift &&
      mount -t proc proc "$root/proc" &&
      chroot "$root" apt-get update -q -o Acquire::Check-Valid-Until=false &&
      chroot "$root" apt-get install -q -y --no-install-recommends "$@" &&
      chroot "$root" apt-get clean
  ' sh "$root" "$@"
}
