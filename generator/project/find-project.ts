import { existsSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { foldersAround } from "./folders.js";

/** Where a project keeps the settings of oslo-gen. */
export const CONFIG_FILE = "oslo-gen.config.json";

/** Where definitions are when nobody says something else. */
export const DEFINITION_FOLDER = "schemas";

/**
 * The folder of the project around the current folder, as seen from there; "" when it is the current one. It is the
 * nearest that has a configuration, or else a `package.json`. What is around a `package.json` is another project,
 * unless its configuration names that package.
 *
 * @param names whether the configuration in a folder names the package in another
 */
export function findProject(names: (folder: string, packageFolder: string) => boolean): string {
  let nearest: string | undefined;
  for (const folder of foldersAround(resolve())) {
    const hasConfig = existsSync(join(folder, CONFIG_FILE));
    if (hasConfig && (nearest === undefined || names(folder, nearest))) return relative("", folder);
    if (nearest === undefined && existsSync(join(folder, "package.json"))) nearest = folder;
  }
  const hasDefinitions = statSync(DEFINITION_FOLDER, { throwIfNoEntry: false })?.isDirectory() === true;
  return nearest === undefined || hasDefinitions ? "" : relative("", nearest);
}
