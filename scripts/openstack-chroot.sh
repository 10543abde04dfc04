#!/usr/bin/env bash
# A Debian with the Python packages of OpenStack's services in a folder of its own, for the tests that ask their
# classes; as root. It begins as a copy of the one of rabbit-chroot.sh and takes about 2 GB.
#
#   scripts/openstack-chroot.sh           builds it unless it stands, and prints its path on stdout
#   scripts/openstack-chroot.sh --where   prints the path without building
#
# The folder may be deleted at any time nothing runs in it: nothing stays mounted there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Changes when what is installed does, so that an older folder is not taken for the new one.
name=${OSLO_RPC_TEST_DEBIAN:-trixie}-openstack-classes-1
root=$(dirname "$(bash scripts/rabbit-chroot.sh --where)")/$name

if [ "${1:-}" = --where ] || [ -e "$root/.complete" ]; then
  echo "$root"
  exit 0
fi

base=$(bash scripts/rabbit-chroot.sh)
exec 9>"$root.lock"
flock 9
if [ -e "$root/.complete" ]; then
  echo "$root"
  exit 0
fi

export DEBIAN_FRONTEND=noninteractive LC_ALL=C
{
  rm -rf "$root.building"
  cp -a "$base" "$root.building"
  rm "$root.building/.complete"
  # The mount is seen by this command alone and ends with it.
  # shellcheck disable=SC2016
  unshare --mount sh -c '
    mount -t proc proc "$1/proc" &&
      chroot "$1" apt-get update -q &&
      chroot "$1" apt-get install -q -y --no-install-recommends \
        python3-nova python3-cinder python3-neutron python3-heat \
        python3-manila python3-ironic python3-designate python3-mistral python3-octavia python3-magnum \
        python3-watcher python3-masakari python3-trove &&
      chroot "$1" apt-get clean
  ' sh "$root.building"
  rm -rf "$root.building/var/lib/apt/lists"
  touch "$root.building/.complete"
  rm -rf "$root"
  mv "$root.building" "$root"
} >&2
echo "$root"
