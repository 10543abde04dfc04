import { statSync } from "node:fs";
import { dirname, extname, join, relative, resolve, sep } from "node:path";
import { isJsonObject, itemsOf, type JsonObject, memberOf } from "../../src/json/json-object.js";
import { foldersAround } from "../project/folders.js";
import { jsonIn } from "./json-file.js";
import { exportedFile } from "./package-exports.js";
import { manifestIn } from "./project-manifest.js";

/** The name that settings of the compiler have by default. */
export const COMPILER_FILE = "tsconfig.json";
/** Stands in a path for the folder of the settings that are read first, whichever of them has it. */
const CONFIG_DIR = /^\$\{configDir\}/;

/** Settings of the compiler that say where files are, as seen from the current folder. */
export interface CompilerSettings {
  readonly rootDir?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly files?: readonly string[];
}

/** The settings of a file and of those that it extends; undefined where it cannot be read. */
export function readCompilerSettings(file: string): CompilerSettings | undefined {
  const content = jsonIn(file);
  return content === undefined ? undefined : settingsOf(content, file, dirname(resolve(file)), []);
}

/** Its own stand before those of what it extends, the last of which comes first. */
function settingsOf(
  content: unknown,
  file: string,
  configDir: string,
  around: readonly string[],
): CompilerSettings {
  const path = resolve(file);
  if (!isJsonObject(content) || around.includes(path)) return {};
  const bases = [content.extends].flat().flatMap((name): CompilerSettings[] => {
    const base = typeof name === "string" ? extended(name, dirname(path)) : undefined;
    return base === undefined ? [] : [settingsOf(jsonIn(base), base, configDir, [...around, path])];
  });
  return Object.assign({}, ...bases, ownSettings(content, dirname(path), configDir)) as CompilerSettings;
}

function ownSettings(content: JsonObject, folder: string, configDir: string): CompilerSettings {
  const here = (path: string): string => {
    const place = CONFIG_DIR.test(path)
      ? join(configDir, path.replace(CONFIG_DIR, ""))
      : resolve(folder, path);
    return relative("", place).split(sep).join("/") || ".";
  };
  const rootDir = memberOf(content.compilerOptions, "rootDir");
  const list = (key: string) =>
    content[key] === undefined ? [] : [[key, itemsOf(content[key]).map(String).map(here)] as const];
  return {
    ...(typeof rootDir === "string" ? { rootDir: here(rootDir) } : {}),
    ...Object.fromEntries(["include", "exclude", "files"].flatMap(list)),
  };
}

/** The file that `extends` names: by its path, or in a package. */
function extended(name: string, folder: string): string | undefined {
  if (/^\.{0,2}[/\\]|^\.\.?$|^[A-Za-z]:/.test(name)) return settingsAt(resolve(folder, name));
  const file = exportedFile(name, folder);
  if (file !== undefined && extname(file) === ".json") return settingsAt(file);
  for (const each of foldersAround(folder)) {
    const place = join(each, "node_modules", name);
    const field = memberOf(manifestIn(place), "tsconfig");
    const found = settingsAt(typeof field === "string" ? join(place, field) : place) ?? settingsAt(place);
    if (found !== undefined) return found;
  }
  return undefined;
}

function settingsAt(place: string): string | undefined {
  return [place, `${place}.json`, join(place, COMPILER_FILE)].find(
    (path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true,
  );
}
