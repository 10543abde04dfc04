#!/usr/bin/env bash
# The Python sources of OpenStack's services, as Debian packages them, in a folder of its own, to import definitions of;
# as root. About 100 MB, and nothing is installed. The options are those of chroot-library.sh.
set -euo pipefail
scripts=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=scripts/chroot-library.sh
source "$scripts/chroot-library.sh"

fill() {
  local base
  base=$(bash "$scripts/rabbit-chroot.sh")
  mkdir -p "$1/lists/partial"
  # The mount is seen by this command alone and ends with it; apt's own files lie below it, too. A release that still
  # moves may be older than its index allows.
  # shellcheck disable=SC2016
  unshare --mount bash -euc '
    base=$1 folder=$2 && shift 2
    mount --bind "$folder" "$base/mnt"
    options=(-q -o Dir::State::Lists=/mnt/lists -o APT::Sandbox::User=root -o Acquire::Check-Valid-Until=false)
    chroot "$base" apt-get "${options[@]}" update
    chroot "$base" env -C /mnt apt-get "${options[@]}" download "$@"
    for package in "$folder"/*.deb; do
      # The versions, for whoever says what a definition is of.
      basename "$package" _all.deb >>"$folder/packages"
      chroot "$base" dpkg-deb -x "/mnt/$(basename "$package")" /mnt
    done
  ' bash "$base" "$1" python3-nova python3-cinder python3-neutron python3-neutron-lib python3-heat \
    python3-oslo.messaging python3-oslo.service python3-oslo.versionedobjects
  rm -r "$1"/lists "$1"/*.deb
}

# The name changes when what is in it does, so that an older folder is not taken for the new one.
chroot_of openstack-sources-1 "$@"
