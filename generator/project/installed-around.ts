import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { memberOf } from "../../src/json/json-object.js";
import { manifestIn } from "../init/project-manifest.js";
import { foldersAround } from "./folders.js";

/**
 * The nearest folder with a `node_modules` that belongs to a project: its own, or one around it up to the top of its
 * workspace or repository. Those further up are somebody else's.
 *
 * @returns an absolute path; undefined where nothing is installed
 */
export function installedAround(root: string): string | undefined {
  const around = foldersAround(resolve(root));
  const own = around.slice(0, Math.max(around.findIndex(isTop), 0) + 1);
  return own.find((folder) => existsSync(join(folder, "node_modules")));
}

function isTop(folder: string): boolean {
  return (
    [".git", "pnpm-workspace.yaml"].some((name) => existsSync(join(folder, name))) ||
    memberOf(manifestIn(folder), "workspaces") !== undefined
  );
}
