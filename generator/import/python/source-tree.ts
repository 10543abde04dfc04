import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
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

  /** @param roots where imported modules are looked for, beside the folders of the named files */
  constructor(roots: readonly string[] = []) {
    this.#roots = roots.map((root) => resolve(root));
  }

  /** Reads a file that was named. */
  add(file: string): PythonModule {
    const { root, name } = placeOf(file);
    if (!this.#roots.includes(root)) this.#roots.push(root);
    const module = readModule(name, readSource(file, file), basename(file) === PACKAGE_FILE);
    this.#modules.set(name, module);
    return module;
  }

  /** The module of a dotted name; undefined when none of the folders has it. */
  module(name: string): PythonModule | undefined {
    if (!this.#modules.has(name)) this.#modules.set(name, this.#read(name));
    return this.#modules.get(name);
  }

  /** The modules directly inside a package whose text holds a class of that name. */
  modulesWithClass(packageName: string, className: string): PythonModule[] {
    const pattern = new RegExp(`^class ${className}\\b`, "m");
    return this.#roots.flatMap((root) => {
      const folder = join(root, ...packageName.split("."));
      if (!existsSync(folder)) return [];
      const files = readdirSync(folder).filter((file) => file.endsWith(".py") && file !== PACKAGE_FILE);
      return files
        .filter((file) => pattern.test(readFileSync(join(folder, file), "utf8")))
        .flatMap((file) => this.module(`${packageName}.${basename(file, ".py")}`) ?? []);
    });
  }

  #read(name: string): PythonModule | undefined {
    for (const root of this.#roots) {
      const path = join(root, ...name.split("."));
      for (const file of [`${path}.py`, join(path, PACKAGE_FILE)]) {
        if (!existsSync(file)) continue;
        return readModule(name, readSource(file, file), file.endsWith(`${sep}${PACKAGE_FILE}`));
      }
    }
    return undefined;
  }
}

function readSource(path: string, file: string): SourceText {
  return new SourceText(file, readFileSync(path, "utf8").replace(/^\ufeff/, ""));
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
