import { existsSync, statSync } from "node:fs";
import { didYouMean } from "../../src/errors/did-you-mean.js";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import { importService, type Overrides } from "./definition/import-service.js";
import { findServices } from "./find-services.js";
import { type ImportedObjects, importObjects } from "./objects/import-objects.js";
import type { PythonModule } from "./python/module.js";
import { Names } from "./python/names.js";
import { SourceTree } from "./python/source-tree.js";
import type { ImportedService } from "./report.js";

/** Options of an import of Python sources. */
export interface PythonImport {
  /** Names of classes; without any, all that are an endpoint or a client. */
  readonly classes: readonly string[];
  /** Folders where imported modules are looked for, beside those of the files. */
  readonly paths: readonly string[];
  readonly overrides: Overrides;
}

/** The content of Python files: services, or versioned objects alone. */
export type ImportedPython =
  | { readonly kind: "services"; readonly services: readonly ImportedService[] }
  | ({ readonly kind: "objects" } & ImportedObjects);

/**
 * Reads the services that Python files hold, or else their versioned objects. Nothing is run, and no Python is needed.
 *
 * @throws {UsageError} a file or a class is not there.
 * @throws {CommandFailure} there is no service in them.
 */
export function importPython(
  files: readonly string[],
  { classes, paths, overrides }: PythonImport,
): ImportedPython {
  for (const path of paths) {
    if (!existsSync(path) || !statSync(path).isDirectory())
      throw new UsageError(`--path ${path}: no such folder`);
  }
  const tree = new SourceTree(paths);
  const modules = files.map((file) => tree.add(file));
  const known = modules.flatMap((module) => [...module.classes.keys()]);
  for (const name of classes) {
    if (!known.includes(name))
      throw new UsageError(
        `${unread(modules)}--class ${name}: no such class in the files${didYouMean(name, known)}`,
      );
  }
  const names = new Names(tree);
  const services = findServices(modules, names, classes);
  if (services.length === 0) {
    const objects = importObjects(modules, names, classes);
    if (objects !== undefined) return { kind: "objects", ...objects };
    throw new CommandFailure(
      `${unread(modules)}${files.join(", ")}: no class serves or calls RPC methods; name one with --class`,
    );
  }
  return { kind: "services", services: services.map((service) => importService(service, names, overrides)) };
}

/** Tells first what could not be read, in which what is missed may be. */
function unread(modules: readonly PythonModule[]): string {
  return modules
    .map(({ source }) => source.unreadLines())
    .filter((lines) => lines !== undefined)
    .map((lines) => `${lines}; `)
    .join("");
}
