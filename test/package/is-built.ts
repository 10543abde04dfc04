import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FOLDERS = ["src", "generator"];
const FILES = ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"];
const SCRIPTS = ["scripts/build.mjs", "scripts/bundle.mjs"];
/** The build makes `dist/` anew, and this last. */
const LAST = "dist/src/cli/main.js";

/** Whether nothing that `dist/` is made of has changed since its build began: files, and the folders that list them. */
export function isBuilt(): boolean {
  if (!existsSync(join(ROOT, LAST))) return false;
  const begun = statSync(join(ROOT, "dist")).birthtimeMs;
  const inside = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
  );
  return [...FOLDERS, ...FILES, ...SCRIPTS, ...inside].every(
    (path) => statSync(join(ROOT, path)).ctimeMs < begun,
  );
}
