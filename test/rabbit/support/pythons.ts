import type { PythonLauncher } from "../../interop/support/python-process.js";
import type { Peer } from "../../support/peers.js";
import { pythonOslo } from "../../support/python.js";
import { chrootFolder, newPython, newPythonVersion, rabbitOf } from "./rabbit.js";

/** A version of oslo.messaging to meet. */
export interface PythonVersion {
  readonly name: string;
  readonly peer: Peer;
  /** Undefined for that of this machine. */
  readonly python: PythonLauncher | undefined;
  /** The root folder that it sees. */
  readonly root: string;
}

/**
 * Shows the scripts in a folder of a Debian, and what runs in /proc, to one process. It leads a group of its own: the
 * queue manager looks for the leader in /proc, and that of the tests may be gone.
 *
 * @param root where that Debian stands
 */
export function pythonIn(root: string): PythonLauncher {
  return (peers, script) => [
    "setsid",
    "unshare",
    "--mount",
    "sh",
    "-c",
    'mount --make-rprivate / && mount -t proc proc "$1/proc" && mount --bind "$2" "$1/mnt" && script=$3 && root=$1 && shift 3 && exec chroot "$root" python3 "/mnt/$script" "$@"',
    "sh",
    root,
    peers,
    script,
  ];
}

/** The Python beside RabbitMQ. */
export const inChroot: PythonLauncher = (peers, script) => pythonIn(chrootFolder())(peers, script);

/** This machine's oslo.messaging. */
export const oldPython: PythonVersion = {
  name: "oslo.messaging 14",
  peer: pythonOslo,
  python: undefined,
  root: "/",
};

/** That of a release of Debian. */
export function pythonOf(release: string): PythonVersion {
  const root = chrootFolder(release);
  const name = `oslo.messaging ${newPythonVersion(release)}`;
  return { name, peer: rabbitOf(release), python: pythonIn(root), root };
}

/** This machine's oslo.messaging, and the one beside RabbitMQ. */
export const pythons: readonly PythonVersion[] = [
  oldPython,
  { name: newPython.name, peer: newPython, python: inChroot, root: chrootFolder() },
];
