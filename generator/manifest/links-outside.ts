import { lstatSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { CommandFailure } from "../../src/terminal/command-failure.js";

/**
 * A link among the folders could lead anywhere: whoever names a folder inside the project wants files inside it.
 *
 * @throws {CommandFailure} the output folder, or one of those inside it, is elsewhere.
 */
export function refuseLinksOutside(out: string, folders: readonly string[]): void {
  if (isInside(resolve(), resolve(out)) && !isInside(realPath(resolve()), realPath(resolve(out)))) {
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

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
