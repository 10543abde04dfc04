import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type { ServiceModel } from "../../src/definition/model.js";
import { type EmitOptions, emitContext, moduleSpecifier } from "../emit/context.js";
import { replaceFile } from "../output.js";
import { newClassFile } from "./new-class.js";

/** Where scaffolded code goes, and where it finds the generated code. */
export interface ScaffoldFolders {
  /** Folder of the user's endpoint classes. */
  readonly dir: string;
  /** Folder of generated code. */
  readonly out: string;
}

/** What was done for a service. */
export interface ScaffoldResult {
  readonly path: string;
  readonly kind: "created" | "untouched";
}

/**
 * Writes the user's endpoint class of a service. A file that is there already is the user's, and stays as it is.
 *
 * @param name the name that the service's files have
 */
export function scaffoldService(
  name: string,
  model: ServiceModel,
  folders: ScaffoldFolders,
  options: EmitOptions,
): ScaffoldResult {
  const path = join(folders.dir, `${name}.ts`);
  if (existsSync(path)) return { path, kind: "untouched" };
  const index = relativeModule(dirname(path), join(folders.out, name, "index"));
  replaceFile(
    path,
    newClassFile(emitContext(model, options), moduleSpecifier(index, options.importExtension)),
  );
  return { path, kind: "created" };
}

function relativeModule(from: string, to: string): string {
  const path = relative(from, to).split(sep).join("/");
  return path.startsWith(".") ? path : `./${path}`;
}
