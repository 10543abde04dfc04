#!/usr/bin/env bash
# A Debian with OpenStack's services, and the Python classes of more of them, in a folder of its own, for the tests that
# run the services or ask the classes; as root. It begins as a copy of the one of rabbit-chroot.sh and takes about 2 GB.
# The options are those of chroot-library.sh.
set -euo pipefail
scripts=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=scripts/chroot-library.sh
source "$scripts/chroot-library.sh"

fill() {
  local base
  base=$(bash "$scripts/rabbit-chroot.sh")
  cp -a "$base" "$1"
  rm "$1/.complete"
  install_packages "$1" \
    neutron-server nova-conductor nova-scheduler cinder-scheduler cinder-volume heat-engine \
    python3-nova python3-cinder python3-neutron python3-heat \
    python3-manila python3-ironic python3-designate python3-mistral python3-octavia python3-magnum \
    python3-watcher python3-masakari python3-trove
}

# The name changes when what is installed does, so that an older folder is not taken for the new one.
chroot_of openstack-2 "$@"
