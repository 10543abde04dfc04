import { resolve } from "node:path";
import { loadRightService } from "../../src/definition/load-service.js";
import { readFromDisk } from "../../src/definition/read-document.js";
import type { ReadOptions } from "../../src/definition/read-options.js";
import { realPathOnDisk } from "../../src/definition/real-path.js";
import { PACKAGE_VERSION } from "../../src/package/package-version.js";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import type { GeneratorConfig } from "../config.js";
import { chooseByPackage, namesOf } from "../definition-files.js";
import { loadDefinition } from "../inspect/inspect-definition.js";
import { loadNamed } from "../load-definitions.js";
import type { Print } from "../print.js";
import { programModel } from "../program-types/program-model.js";
import { generatedModule } from "../scaffold/generated-module.js";
import { type ScaffoldResult, scaffoldService } from "../scaffold/scaffold-service.js";
import { writingBelow } from "../write-file.js";
import { knownOutputs, wantedOf } from "./generate.js";

/** Options of `oslo-gen scaffold`. */
export interface ScaffoldOptions {
  readonly dir?: string;
  readonly out?: string;
}

/**
 * Writes the endpoint classes that users fill in, and adds to those that are there the methods they lack.
 *
 * @param known what was generated before, of definitions that were right
 * @throws {CommandFailure} there is a file that it could not add to; what it lacks was printed.
 */
export function scaffold(
  files: readonly string[],
  options: ScaffoldOptions,
  config: GeneratorConfig,
  print: Print,
  known = knownOutputs(config, []),
): void {
  const refusals: string[] = [];
  const chosen = [...chooseByPackage(files, config)].map(([settings, own]) => {
    const places = { ...settings, dir: options.dir ?? settings.dir, out: options.out ?? settings.out };
    const load = (file: string, name: string) => {
      const inputs = known?.rightInputs(wantedOf(name, file, places.out, settings, config.reading));
      return inputs === undefined
        ? loadDefinition(file, config.reading)
        : loadRightService(file, readingFrom(inputs, config.reading));
    };
    return [places, loadNamed(namesOf(own), settings.folder, load)] as const;
  });
  for (const [places, services] of chosen) {
    for (const { name, model, sourceFile } of services) {
      const { importExtension, types } = places;
      const context = { version: PACKAGE_VERSION, sourceFile, importExtension, types };
      const folders = { dir: places.dir, module: generatedModule(name, places) };
      const program = programModel(model, types);
      const result = writingBelow("--dir", places.dir, () =>
        scaffoldService(name, program.model, folders, context),
      );
      report(result, print);
      if (result.kind === "refused") refusals.push(`${result.path} was left as it is: ${result.reason}`);
    }
  }
  if (refusals.length > 0) throw new CommandFailure(refusals.join("; "));
}

/** The way a definition is read whose files have been. */
function readingFrom(contents: ReadonlyMap<string, Uint8Array>, reading: ReadOptions): ReadOptions {
  const readFile = (file: string) => contents.get(resolve(file)) ?? readFromDisk(file);
  return { ...reading, readFile, realPath: realPathOnDisk };
}

function report(result: ScaffoldResult, print: Print): void {
  const { path } = result;
  if (result.kind === "created") print(`wrote ${path}`);
  if (result.kind === "complete") print(`${path} has every method`);
  if (result.kind === "extended") print(`added to ${path}: ${result.added.join(", ")}`);
  if (result.kind === "refused") {
    print(`${path} would need:`);
    for (const line of result.proposal.split(/\r\n|\r|\n/)) print(line);
  } else if (result.kind !== "created") {
    for (const { line, message } of result.notes) print(`${path}:${line}: ${message}`);
  }
}
