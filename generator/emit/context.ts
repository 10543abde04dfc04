import type { ServiceModel } from "../../src/definition/model.js";
import { type ServiceNames, serviceNames } from "../../src/definition/names.js";
import { ProgramExamples } from "../example-text/program-examples.js";
import { ServiceTypes } from "./service-types.js";
import { header, type Import } from "./source-file.js";
import type { TypeSettings } from "./type-settings.js";

/** The ending of the imports in the written code. */
export type ImportExtension = "js" | "ts" | "none";

/** The package that generated code imports from. */
export const RUNTIME = "oslo-rpc";
/** Its entry point for notifications. */
export const RUNTIME_NOTIFY = `${RUNTIME}/notify`;

/** Its entry point for versioned objects. */
export const RUNTIME_OBJECTS = `${RUNTIME}/objects`;

/** Options of the written code. */
export interface EmitOptions {
  /** Version of this package. */
  readonly version: string;
  /** Path of the definition as the header names it. */
  readonly sourceFile: string;
  readonly importExtension: ImportExtension;
  /** Those without any setting when not given. */
  readonly types?: TypeSettings;
}

/** The common data of the writers of the single files. */
export interface EmitContext {
  readonly model: ServiceModel;
  readonly names: ServiceNames;
  readonly types: ServiceTypes;
  /** The examples of the definition. */
  readonly examples: ProgramExamples;
  readonly header: string;
  /** Name of the descriptor constant. */
  readonly descriptor: string;
  /** The specifier of a module of the same folder. */
  readonly module: (name: string) => string;
}

/** Prepares what all files of a service need. */
export function emitContext(model: ServiceModel, options: EmitOptions): EmitContext {
  const names = serviceNames(model.service);
  return {
    model,
    names,
    types: new ServiceTypes(model, options.types),
    examples: new ProgramExamples(model),
    header: header(options.version, options.sourceFile),
    descriptor: `${names.value}Descriptor`,
    module: (name) => moduleSpecifier(`./${name}`, options.importExtension),
  };
}

/** A path to a module, with the extension that the user's imports have. */
export function moduleSpecifier(path: string, extension: ImportExtension): string {
  return extension === "none" ? path : `${path}.${extension}`;
}

/** Imports types of the service. */
export function typesImport(context: EmitContext, references: Iterable<string>): Import {
  return { from: context.module("types"), types: [...new Set(references)] };
}
