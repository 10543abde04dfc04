import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FOLDERS = ["src", "generator"];
const FILES = ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"];
/** What the build makes, which is no reason to build again. */
const BUILT = "generator/dist";
const SCRIPTS = ["build", "bundle", "declarations", "entry-points"].map((name) => `scripts/${name}.mjs`);
/** The build puts `dist/` in its place first, and this last. */
const LAST = `${BUILT}/cli.js`;

/** Whether nothing that both `dist/` are made of has changed since its build began: files, and the folders that list them. */
export function isBuilt(): boolean {
  if (!existsSync(join(ROOT, LAST))) return false;
  const begun = statSync(join(ROOT, "dist")).birthtimeMs;
  const inside = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
  );
  // The folder of the generator changes when its `dist/` is put there.
  return [...FILES, ...SCRIPTS, "src", ...inside.filter((path) => !path.startsWith(BUILT))].every(
    (path) => statSync(join(ROOT, path)).ctimeMs < begun,
  );
}
