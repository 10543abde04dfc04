import { join } from "node:path";
import type { ServiceModel } from "../../src/definition/model.js";
import { type EmitOptions, emitContext } from "../emit/context.js";
import { type Extension, extendClass } from "./extend-class.js";
import { newClassFile } from "./new-class.js";
import { createUserFile, readUserFile, writeUserFile } from "./user-file.js";

/** Where scaffolded code goes, and where it finds the generated code. */
export interface ScaffoldFolders {
  /** Folder of the user's endpoint classes. */
  readonly dir: string;
  /** The specifier by which a new file imports the generated code. */
  readonly module: string;
}

/** The outcome of scaffolding a service. */
export type ScaffoldResult = { readonly path: string } & ({ readonly kind: "created" } | Extension);

/** Most readings of a file that somebody else keeps writing. */
const ATTEMPTS = 3;

/**
 * Writes the user's endpoint class of a service, or adds to it the methods it lacks. What is there already is the
 * user's, and no character of it changes.
 *
 * @param name the name that the service's files have
 * @throws {CommandFailure} the file may not be written, or is no text.
 */
export function scaffoldService(
  name: string,
  model: ServiceModel,
  folders: ScaffoldFolders,
  options: EmitOptions,
): ScaffoldResult {
  const path = join(folders.dir, `${name}.ts`);
  const context = emitContext(model, options);
  const { module } = folders;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const file = readUserFile(path);
    if (file === undefined) {
      if (createUserFile(path, newClassFile(context, module))) return { path, kind: "created" };
      continue;
    }
    const extension = extendClass(file.text, context, module);
    if (extension.kind !== "extended" || writeUserFile(file, extension.text)) return { path, ...extension };
  }
  const reason = "somebody else is writing it";
  return { path, kind: "refused", reason, proposal: newClassFile(context, module) };
}
