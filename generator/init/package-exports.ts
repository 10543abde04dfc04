import { createRequire } from "node:module";
import { join } from "node:path";
import { isJsonObject, type JsonObject, membersOf } from "../../src/json/json-object.js";
import { foldersAround } from "../project/folders.js";
import { manifestIn } from "./project-manifest.js";

/** Conditions of `exports` that hold for a module which is imported. */
const IMPORT_CONDITIONS: ReadonlySet<string> = new Set(["import", "node", "types", "default"]);
const PACKAGE_NAME = /^(?:@[^/]+\/)?[^/]+/;

/**
 * The file that a package has for a specifier in a file of `folder`, by its `exports` or its main file, as `require` finds
 * it; else by what its `exports` have for those who import it. Undefined where there is none.
 */
export function exportedFile(specifier: string, folder: string): string | undefined {
  try {
    return createRequire(join(folder, "package.json")).resolve(specifier);
  } catch {
    return importedFile(specifier, folder);
  }
}

function importedFile(specifier: string, folder: string): string | undefined {
  const [name = specifier] = PACKAGE_NAME.exec(specifier) ?? [];
  for (const each of foldersAround(folder)) {
    const packageFolder = join(each, "node_modules", name);
    const manifest = manifestIn(packageFolder);
    if (!isJsonObject(manifest)) continue;
    const path = pathOf(manifest.exports, `.${specifier.slice(name.length)}`);
    return path === undefined ? undefined : join(packageFolder, path);
  }
  return undefined;
}

function pathOf(exports: unknown, subpath: string): string | undefined {
  const isMap = isJsonObject(exports) && Object.keys(exports).some((key) => key.startsWith("."));
  const entries: JsonObject = isMap ? exports : { ".": exports };
  if (Object.hasOwn(entries, subpath)) return chosen(entries[subpath]);
  const fitting = membersOf(entries).flatMap(([pattern, target]) => {
    const [start = "", end] = pattern.split("*");
    const fits = end !== undefined && subpath.startsWith(start) && subpath.endsWith(end);
    return fits && subpath.length >= pattern.length ? [{ start, end, target }] : [];
  });
  // Of several the one that says most of the beginning counts.
  const [best] = fitting.sort((one, other) => other.start.length - one.start.length);
  return (
    best &&
    chosen(best.target)?.replaceAll("*", subpath.slice(best.start.length, subpath.length - best.end.length))
  );
}

/** The path that the first of the conditions has which holds. */
function chosen(target: unknown): string | undefined {
  if (typeof target === "string") return target;
  if (Array.isArray(target)) return target.map(chosen).find((path) => path !== undefined);
  return membersOf(target)
    .filter(([condition]) => IMPORT_CONDITIONS.has(condition))
    .map(([, inner]) => chosen(inner))
    .find((path) => path !== undefined);
}
