import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SCRIPT = "inspect-classes.py";

/** A pair of classes to ask: `module:Class`. */
export interface ClassPair {
  readonly endpoint: string;
  readonly client?: string;
  /** Functions to call before, as `module:function`. */
  readonly before?: readonly string[];
}

/** What Python says of a pair. */
export interface LivePair extends ClassPair {
  readonly failed?: string;
  readonly version?: string | null;
  readonly methods?: Readonly<Record<string, LiveMethod>>;
  readonly calls?: Readonly<Record<string, readonly LiveCall[]>>;
}

export interface LiveMethod {
  readonly context: string | null;
  readonly params: readonly LiveParam[];
  readonly open: boolean;
  readonly periodic: boolean;
  readonly inherited: boolean;
}

interface LiveParam {
  readonly name: string;
  readonly required: boolean;
  readonly default?: unknown;
  /** True for a default that JSON does not have. */
  readonly unknown?: boolean;
}

export interface LiveCall {
  readonly way: "call" | "cast";
  readonly version: string | null;
  readonly arguments: readonly string[];
}

/** Where the packages are, or why they are not. */
export function packages(): { readonly root: string } | { readonly missing: string } {
  const root = execFileSync("bash", [join(ROOT, "scripts/openstack-chroot.sh"), "--where"], {
    encoding: "utf8",
  }).trim();
  if (existsSync(join(root, ".complete"))) return { root };
  return { missing: "OpenStack's packages are not there; build them with: bash scripts/openstack-chroot.sh" };
}

/** The folder of the packages' modules. */
export function modulesIn(root: string): string {
  return join(root, "usr/lib/python3/dist-packages");
}

/** Asks the live classes, in a process for each call: two services do not go together in one. */
export function askClasses(root: string, pairs: readonly ClassPair[]): readonly LivePair[] {
  copyFileSync(join(ROOT, "test/import", SCRIPT), join(root, "tmp", SCRIPT));
  const { stdout, stderr, status } = spawnSync(
    "unshare",
    [
      "--mount",
      "sh",
      "-c",
      `mount -t proc proc "$1/proc" && exec chroot "$1" python3 /tmp/${SCRIPT}`,
      "sh",
      root,
    ],
    { input: JSON.stringify(pairs), encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  if (status !== 0) throw new Error(`The classes cannot be asked: ${stderr.slice(-500)}`);
  return JSON.parse(stdout) as LivePair[];
}
