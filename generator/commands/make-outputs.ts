import type { ServiceModel } from "../../src/definition/model.js";
import { readFromDisk } from "../../src/definition/read-document.js";
import { realPathOnDisk } from "../../src/definition/real-path.js";
import { PACKAGE_VERSION } from "../../src/package/package-version.js";
import type { GeneratorConfig } from "../config.js";
import { emitService } from "../emit/service-files.js";
import { header } from "../emit/source-file.js";
import { loadDefinition } from "../inspect/inspect-definition.js";
import { loadNamed, type NamedService } from "../load-definitions.js";
import type { ServiceOutput } from "../manifest/plan-output.js";
import { type GeneratorPlugin, pluginFiles } from "../plugin.js";
import type { GenerateNote } from "../program-types/note.js";
import { programModel } from "../program-types/program-model.js";
import type { PackageSettings } from "../project/package-settings.js";

/** The code of a service, and what it was made of. */
export interface MadeOutput {
  readonly output: ServiceOutput;
  readonly notes: readonly GenerateNote[];
  /** The content of each file that was read, by its path. */
  readonly inputs: ReadonlyMap<string, Uint8Array>;
}

/**
 * Makes the code of definitions. What that takes is loaded with this module.
 *
 * @param names files by name
 * @throws {DefinitionError} one is wrong; the error holds the mistakes of all of them.
 */
export function makeOutputs(
  names: ReadonlyMap<string, string>,
  settings: PackageSettings,
  reading: GeneratorConfig["reading"],
  plugins: readonly GeneratorPlugin[],
): readonly MadeOutput[] {
  const inputs = new Map<string, Map<string, Uint8Array>>();
  const readingOf = (name: string): GeneratorConfig["reading"] => {
    const read = new Map<string, Uint8Array>();
    inputs.set(name, read);
    const readFile = (file: string): Uint8Array => {
      const content = readFromDisk(file);
      read.set(file, content);
      return content;
    };
    return { ...reading, readFile, realPath: realPathOnDisk };
  };
  return loadNamed(names, settings.folder, (file, name) => loadDefinition(file, readingOf(name))).map(
    (service) => {
      const { model, notes } = programModel(service.model, settings.types);
      const output = serviceOutput(service, model, settings, plugins);
      return { output, notes, inputs: inputs.get(service.name) ?? new Map() };
    },
  );
}

/** @param program the model as generated code has it */
function serviceOutput(
  { name, model, sourceFile }: NamedService,
  program: ServiceModel,
  { importExtension, types }: PackageSettings,
  plugins: readonly GeneratorPlugin[],
): ServiceOutput {
  const own = emitService(program, { version: PACKAGE_VERSION, sourceFile, importExtension, types });
  const line = header(PACKAGE_VERSION, sourceFile);
  const service = { name, model, sourceFile, header: line, files: own.map((file) => file.name) };
  return { name, definition: model.file, files: [...own, ...pluginFiles(plugins, service)] };
}
