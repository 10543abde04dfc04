import { readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** The name of a file that a process is still writing. */
const TEMPORARY = /^\.(\d+)-[0-9a-f-]{36}\.tmp$/;

/** Removes what processes that were ended left of a file beside it. */
export function removeAbandoned(path: string): void {
  const name = basename(path);
  for (const other of readdirSync(dirname(path))) {
    const [, writer] = (other.startsWith(name) && TEMPORARY.exec(other.slice(name.length))) || [];
    if (writer !== undefined && !isRunning(Number(writer))) {
      rmSync(join(dirname(path), other), { force: true });
    }
  }
}

/** True while there is a process of that id. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be asked, but is there.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
