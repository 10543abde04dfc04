import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FOLDERS = ["src", "generator", "console"];
const FILES = ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"];
/** What the build makes, which is no reason to build again. */
const BUILT = ["generator/dist", "console/dist"];
const SCRIPTS = readdirSync(join(ROOT, "scripts"))
  .filter((name) => name.endsWith(".mjs"))
  .map((name) => join("scripts", name));
/** The build puts `dist/` in its place first, and this last. */
const LAST = "generator/dist/cli.js";

/** Whether nothing that all `dist/` are made of has changed since its build began: files, and the folders that list them. */
export function isBuilt(): boolean {
  if (!existsSync(join(ROOT, LAST))) return false;
  const begun = statSync(join(ROOT, "dist")).birthtimeMs;
  const inside = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
  );
  const isSource = (path: string) => !BUILT.some((place) => path.startsWith(place));
  // The other two folders change when their `dist/` is put there.
  return [...FILES, ...SCRIPTS, "src", ...inside.filter(isSource)].every(
    (path) => statSync(join(ROOT, path)).ctimeMs < begun,
  );
}
