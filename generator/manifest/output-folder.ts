import { lstatSync, readdirSync, realpathSync, rmdirSync, rmSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import { replaceFile } from "../output.js";
import type { OutputPlan } from "./plan-output.js";

/** Carries out a plan. Each file is complete or untouched at any moment. */
export function applyPlan({ changes, manifests }: OutputPlan): void {
  const { during, after } = manifests;
  const isReplacing = changes.some(({ kind }) => kind === "update" || kind === "remove");
  if (isReplacing) replaceFile(after.path, during);
  for (const { path, kind, text } of changes) {
    if (kind === "remove") {
      rmSync(path);
      removeIfEmpty(dirname(path));
    } else if (kind !== "unchanged" && text !== undefined) replaceFile(path, text);
  }
  if (after.text !== undefined && (isReplacing || after.kind !== "unchanged")) {
    replaceFile(after.path, after.text);
  }
}

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

function removeIfEmpty(folder: string): void {
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
