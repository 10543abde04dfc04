import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { getOrInsert } from "../../../src/collections/get-or-insert.js";
import type { PythonModule } from "./module.js";
import { readModule } from "./read-module.js";
import { SourceText } from "./source-text.js";

const PACKAGE_FILE = "__init__.py";

/**
 * The Python files of an import: those that were named, and on demand those that they import from the same folders.
 * Nothing is run.
 */
export class SourceTree {
  /** Folders that packages are looked for in. */
  readonly #roots: string[];
  readonly #modules = new Map<string, PythonModule | undefined>();
  readonly #filesAround = new Map<PythonModule, readonly string[]>();

  /** @param roots where imported modules are looked for, beside the folders of the named files */
  constructor(roots: readonly string[] = []) {
    this.#roots = roots.map((root) => resolve(root));
  }

  /** Reads a file that was named. */
  add(file: string): PythonModule {
    const { root, name } = placeOf(file);
    if (!this.#roots.includes(root)) this.#roots.push(root);
    const source = sourceText(file, readFileSync(file, "utf8"));
    const module = readModule(name, source, basename(file) === PACKAGE_FILE);
    this.#modules.set(name, module);
    return module;
  }

  /** The module of a dotted name; undefined when none of the folders has it. */
  module(name: string): PythonModule | undefined {
    return getOrInsert(this.#modules, name, () => this.#read(name));
  }

  /** The modules directly inside a package whose text holds a class of that name. */
  modulesWithClass(packageName: string, className: string): PythonModule[] {
    const pattern = new RegExp(`^class ${className}\\b`, "m");
    return this.#roots.flatMap((root) => {
      const folder = join(root, ...packageName.split("."));
      return pythonFilesIn(folder)
        .files.filter((file) => basename(file) !== PACKAGE_FILE && pattern.test(textOf(file) ?? ""))
        .flatMap((file) => this.module(`${packageName}.${basename(file, ".py")}`) ?? []);
    });
  }

  /**
   * The modules around one whose text matches: those of its package at any depth, or the files beside it where it is in
   * none. Tests are left out, which set what suits them.
   */
  around(near: PythonModule, pattern: RegExp): PythonModule[] {
    const files = getOrInsert(this.#filesAround, near, () => filesAround(near.source.file));
    return files.flatMap((file) => {
      const { name } = placeOf(file);
      const known = this.#modules.get(name);
      if (known !== undefined) return pattern.test(known.source.text) ? [known] : [];
      return pattern.test(textOf(file) ?? "") ? (this.module(name) ?? []) : [];
    });
  }

  #read(name: string): PythonModule | undefined {
    for (const root of this.#roots) {
      const path = join(root, ...name.split("."));
      for (const file of [`${path}.py`, join(path, PACKAGE_FILE)]) {
        const text = textOf(file);
        if (text === undefined) continue;
        return readModule(name, sourceText(file, text), file.endsWith(`${sep}${PACKAGE_FILE}`));
      }
    }
    return undefined;
  }
}

function sourceText(file: string, text: string): SourceText {
  return new SourceText(file, text.replace(/^\ufeff/, ""));
}

/** The text of a file that nobody named; undefined where there is none, or it cannot be read. */
function textOf(file: string): string | undefined {
  return unlessUnreadable(() => readFileSync(file, "utf8"));
}

/** An import knows less without a file or a folder that nobody named, and does not fail for it. */
function unlessUnreadable<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "syscall" in error) return undefined;
    throw error;
  }
}

/** Files of a package, of which some hold ten thousand. */
const MOST_FILES = 5_000;
const TESTS = /^(?:tests?|functional|unit)$/;

function filesAround(file: string): readonly string[] {
  const { root, name } = placeOf(file);
  const [top = ""] = name.split(".");
  const folder = join(root, top);
  if (!existsSync(join(folder, PACKAGE_FILE))) return pythonFilesIn(dirname(resolve(file))).files;
  const found: string[] = [];
  const open = [folder];
  for (let next = open.shift(); next !== undefined && found.length < MOST_FILES; next = open.shift()) {
    const { files, folders } = pythonFilesIn(next);
    found.push(...files);
    open.push(...folders);
  }
  return found;
}

function pythonFilesIn(folder: string): { readonly files: string[]; readonly folders: string[] } {
  const all = unlessUnreadable(() => readdirSync(folder, { withFileTypes: true })) ?? [];
  const entries = all.filter(({ name }) => !name.startsWith("."));
  const paths = (wanted: typeof entries) => wanted.map(({ name }) => join(folder, name)).sort();
  return {
    files: paths(entries.filter((entry) => entry.isFile() && entry.name.endsWith(".py"))).slice(
      0,
      MOST_FILES,
    ),
    folders: paths(entries.filter((entry) => entry.isDirectory() && !TESTS.test(entry.name))),
  };
}

/** The folder that a file's package is in, and its dotted name. */
function placeOf(file: string): { readonly root: string; readonly name: string } {
  const path = resolve(file);
  const names = basename(path) === PACKAGE_FILE ? [] : [basename(path, ".py")];
  let root = dirname(path);
  while (existsSync(join(root, PACKAGE_FILE)) && dirname(root) !== root) {
    names.unshift(basename(root));
    root = dirname(root);
  }
  return { root, name: names.join(".") };
}
