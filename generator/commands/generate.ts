import { join } from "node:path";
import { PACKAGE_VERSION } from "../../src/package/package-version.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import type { GeneratorConfig } from "../config.js";
import { loadServices } from "../definition-files.js";
import { emitService } from "../emit/service-files.js";
import { HEADER_START, header } from "../emit/source-file.js";
import type { OutputPlan, ServiceOutput } from "../manifest/plan-output.js";
import { writeOutput } from "../manifest/write-output.js";
import { type GeneratorPlugin, pluginFiles } from "../plugin.js";
import type { Print } from "../print.js";
import { writingBelow } from "../write-file.js";

/** Options of `oslo-gen generate`. */
export interface GenerateOptions {
  readonly out?: string;
  /** Write nothing, and fail when something would be written. */
  readonly check?: boolean;
  /** Write nothing, and say what would be written. */
  readonly dryRun?: boolean;
  /** Replace also generated files that somebody edited. */
  readonly force?: boolean;
  /** Generate again whenever a definition changes. */
  readonly watch?: boolean;
}

/** @throws {UsageError} options that exclude each other. */
export function refuseContradictions({ check, dryRun, watch }: GenerateOptions): void {
  const given = [
    ...(check === true ? ["--check"] : []),
    ...(dryRun === true ? ["--dry-run"] : []),
    ...(watch === true ? ["--watch"] : []),
  ];
  if (given.length > 1) throw new UsageError(`${given.join(" and ")} exclude each other`);
}

/**
 * Writes the TypeScript of service definitions. A mistake in one of them, or a generated file that somebody edited,
 * leaves everything as it was.
 *
 * @throws {DefinitionError} a definition is wrong.
 * @throws {CommandFailure} something is in the way, or `--check` found a difference.
 */
export function generate(
  files: readonly string[],
  options: GenerateOptions,
  config: GeneratorConfig,
  print: Print,
  plugins: readonly GeneratorPlugin[] = [],
): void {
  refuseContradictions(options);
  generateInto(files, options, config, print, plugins);
}

/** Writes what {@link generate} does. @returns what was done, or would be */
export function generateInto(
  files: readonly string[],
  options: GenerateOptions,
  config: GeneratorConfig,
  print: Print,
  plugins: readonly GeneratorPlugin[],
): OutputPlan {
  const out = options.out ?? config.out;
  const { importExtension } = config;
  const services = loadServices(files, config).map(({ name, model, sourceFile }): ServiceOutput => {
    const own = emitService(model, { version: PACKAGE_VERSION, sourceFile, importExtension });
    const line = header(PACKAGE_VERSION, sourceFile);
    const service = { name, model, sourceFile, header: line, files: own.map((file) => file.name) };
    return { name, definition: model.file, files: [...own, ...pluginFiles(plugins, service)] };
  });
  const { check, dryRun, force } = options;
  const how = { check, dryRun, force, isWhole: files.length === 0 };
  const folders = services.map(({ name }) => join(out, name));
  const output = { ...how, mark: HEADER_START, command: "oslo-gen generate", folders };
  return writingBelow("--out", out, () => writeOutput(out, services, output, print));
}
