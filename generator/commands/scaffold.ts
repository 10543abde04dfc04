import { PACKAGE_VERSION } from "../../src/package/package-version.js";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import type { GeneratorConfig } from "../config.js";
import { loadServices } from "../definition-files.js";
import type { Print } from "../print.js";
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
  const folders = { dir: options.dir ?? config.dir, out: options.out ?? config.out };
  const { importExtension } = config;
  const refusals: string[] = [];
  for (const { name, model, sourceFile } of loadServices(files, config)) {
    const context = { version: PACKAGE_VERSION, sourceFile, importExtension };
    const result = writingBelow("--dir", folders.dir, () => scaffoldService(name, model, folders, context));
    report(result, print);
    if (result.kind === "refused") refusals.push(`${result.path} was left as it is: ${result.reason}`);
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
