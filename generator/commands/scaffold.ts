import { PACKAGE_VERSION } from "../../src/package/package-version.js";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import type { GeneratorConfig } from "../config.js";
import { chooseByPackage } from "../definition-files.js";
import { loadFiles } from "../load-definitions.js";
import type { Print } from "../print.js";
import { programModel } from "../program-types/program-model.js";
import { generatedModule } from "../scaffold/generated-module.js";
import { type ScaffoldResult, scaffoldService } from "../scaffold/scaffold-service.js";
import { writingBelow } from "../write-file.js";

/** Options of `oslo-gen scaffold`. */
export interface ScaffoldOptions {
  readonly dir?: string;
  readonly out?: string;
}

/**
 * Writes the endpoint classes that users fill in, and adds to those that are there the methods they lack.
 *
 * @throws {CommandFailure} there is a file that it could not add to; what it lacks was printed.
 */
export function scaffold(
  files: readonly string[],
  options: ScaffoldOptions,
  config: GeneratorConfig,
  print: Print,
): void {
  const refusals: string[] = [];
  const chosen = [...chooseByPackage(files, config)].map(
    ([settings, own]) => [settings, loadFiles(own, settings.folder, config.reading)] as const,
  );
  for (const [settings, services] of chosen) {
    const places = { ...settings, dir: options.dir ?? settings.dir, out: options.out ?? settings.out };
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
