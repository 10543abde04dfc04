import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { PythonLauncher } from "../../interop/support/python-process.js";
import type { Peer } from "../../support/peers.js";

const SCRIPT = fileURLToPath(new URL("../../../scripts/openstack-chroot.sh", import.meta.url));
const PEERS = fileURLToPath(new URL("../peers/", import.meta.url));

/** Makes /proc, shared memory and the folder $2 as /mnt for one process, and runs it in $1; all ends with it. */
const ENTER =
  'mount --make-rprivate / && mount -t proc proc "$1/proc" && mount -t tmpfs tmpfs "$1/dev/shm" && ' +
  'mount --bind "$2" "$1/mnt" && root=$1 && shift 2 && exec setsid chroot "$root" "$@"';

let folder: string | undefined;

/** Where the Debian with OpenStack's services stands, or would stand. */
export function openstackFolder(): string {
  folder ??= spawnSync("bash", [SCRIPT, "--where"], { encoding: "utf8" }).stdout.trim();
  return folder;
}

/** The same file or folder as those see it who run there. */
export function insideOpenstack(path: string): string {
  return `/${relative(openstackFolder(), path)}`;
}

/** Program and arguments that run a command there, in a group and a namespace of processes of its own. */
export function openstackCommand(words: readonly string[], mounted = PEERS): readonly [string, ...string[]] {
  return [
    // It ends with the tests, also when they are killed.
    "setpriv",
    "--pdeathsig",
    "KILL",
    "unshare",
    "--mount",
    "--pid",
    "--fork",
    "--kill-child",
    "sh",
    "-c",
    ENTER,
    "sh",
    openstackFolder(),
    mounted,
    ...words,
  ];
}

/** Runs a script of this folder's `peers` there. */
export const inOpenstack: PythonLauncher = (_, script) =>
  openstackCommand(["python3", "-u", `/mnt/${script}`]);

/** OpenStack's services as Debian packages them. */
export const openstack: Peer = {
  name: "OpenStack's services in a folder of their own",
  install: "npm run test:openstack",
  missing() {
    if (process.getuid?.() !== 0) return "they are run as root";
    return existsSync(join(openstackFolder(), ".complete")) ? undefined : "it has not been built";
  },
};
