import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import { isRunning } from "../abandoned-files.js";
import { createFile } from "../write-file.js";
import { MANIFEST_FILE } from "./manifest.js";

const PAUSE_MS = 20;
/** Far longer than writing takes. */
const PATIENCE_MS = 10_000;

/**
 * Does what changes an output folder while no other process does: each would write a manifest without what the other
 * wrote. The lock holds the id of its process; that of one that was ended counts no longer.
 *
 * @param patience how long to wait for others, in milliseconds
 * @throws {CommandFailure} somebody else does not come to an end.
 */
export function whileLocked<Result>(out: string, change: () => Result, patience = PATIENCE_MS): Result {
  const lock = join(out, `${MANIFEST_FILE}.lock`);
  const end = performance.now() + patience;
  while (!createFile(lock, String(process.pid))) {
    const owner = ownerOf(lock);
    if (owner !== undefined && !isRunning(owner)) rmSync(lock, { force: true });
    else if (performance.now() < end) pause();
    else {
      throw new CommandFailure(
        `${lock}: another oslo-gen (process ${owner ?? "unknown"}) is writing; nothing was written; if there is none, remove the file`,
      );
    }
  }
  try {
    return change();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Undefined when the lock is gone by now, or is none. */
function ownerOf(lock: string): number | undefined {
  try {
    const owner = Number(readFileSync(lock, "utf8"));
    return Number.isSafeInteger(owner) && owner > 0 ? owner : undefined;
  } catch {
    return undefined;
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}
