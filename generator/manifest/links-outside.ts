import { lstatSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import { isInside } from "../project/folders.js";

/**
 * A link among the folders could lead anywhere: whoever names a folder inside the project wants files inside it.
 *
 * @param project the folder of the project
 * @throws {CommandFailure} the output folder, or one of those inside it, is elsewhere.
 */
export function refuseLinksOutside(project: string, out: string, folders: readonly string[]): void {
  const top = resolve(project);
  if (isInside(top, resolve(out)) && !isInside(realPath(top), realPath(resolve(out)))) {
    throw new CommandFailure(
      `${out} is a link that leads out of the project; name the folder itself with --out; nothing was written`,
    );
  }
  for (const folder of folders) {
    const path = join(out, folder);
    if (!isInside(realPath(resolve(out)), realPath(resolve(path))) || realPath(path) === realPath(out)) {
      throw new CommandFailure(`${path} is a link that leads out of ${out}; nothing was written`);
    }
  }
}

/** The path with links followed, as far as it exists. */
function realPath(path: string): string {
  const full = resolve(path);
  if (lstatSync(full, { throwIfNoEntry: false }) !== undefined) {
    try {
      return realpathSync(full);
    } catch {
      throw new CommandFailure(`${path} is a link that leads nowhere; nothing was written`);
    }
  }
  return dirname(full) === full ? full : join(realPath(dirname(full)), relative(dirname(full), full));
}
