import type { PythonLauncher } from "../../interop/support/python-process.js";
import type { Peer } from "../../support/peers.js";
import { pythonOslo } from "../../support/python.js";
import { chrootFolder, newPython } from "./rabbit.js";

/** A version of oslo.messaging to meet. */
export interface PythonVersion {
  readonly name: string;
  readonly peer: Peer;
  /** Undefined for that of this machine. */
  readonly python: PythonLauncher | undefined;
}

/**
 * Shows the scripts in a folder of the chroot, and what runs in /proc, to this one process. It leads a group of its own:
 * the queue manager looks for the leader in /proc, and that of the tests may be gone.
 */
export const inChroot: PythonLauncher = (peers, script) => [
  "setsid",
  "unshare",
  "--mount",
  "sh",
  "-c",
  'mount --make-rprivate / && mount -t proc proc "$1/proc" && mount --bind "$2" "$1/mnt" && script=$3 && root=$1 && shift 3 && exec chroot "$root" python3 "/mnt/$script" "$@"',
  "sh",
  chrootFolder(),
  peers,
  script,
];

/** This machine's oslo.messaging, and the one beside RabbitMQ. */
export const pythons: readonly PythonVersion[] = [
  { name: "oslo.messaging 14", peer: pythonOslo, python: undefined },
  { name: newPython.name, peer: newPython, python: inChroot },
];
