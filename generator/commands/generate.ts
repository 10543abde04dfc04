import { existsSync } from "node:fs";
import { join } from "node:path";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import type { GeneratorConfig } from "../config.js";
import { chooseByPackage, namesOf, sourceFileOf } from "../definition-files.js";
import { HEADER_START } from "../emit/source-file.js";
import { generatorVersion } from "../manifest/generator-version.js";
import { KnownOutputs, type Wanted } from "../manifest/known-outputs.js";
import { MANIFEST_FILE } from "../manifest/manifest.js";
import type { OutputPlan, ServiceOutput } from "../manifest/plan-output.js";
import { writeOutput } from "../manifest/write-output.js";
import type { GeneratorPlugin } from "../plugin.js";
import type { Print } from "../print.js";
import type { GenerateNote } from "../program-types/note.js";
import type { PackageSettings } from "../project/package-settings.js";
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
export async function generate(
  files: readonly string[],
  options: GenerateOptions,
  config: GeneratorConfig,
  print: Print,
  plugins: readonly GeneratorPlugin[] = [],
): Promise<void> {
  refuseContradictions(options);
  await generateInto(files, options, config, print, plugins);
}

/** The changes that were made, or would be, and what generated code does otherwise than the settings ask for. */
export interface Generated {
  /** By output folder. */
  readonly plans: readonly OutputPlan[];
  readonly notes: readonly GenerateNote[];
}

/**
 * Writes what {@link generate} does.
 *
 * @param known what was generated before; undefined where that says nothing
 */
export async function generateInto(
  files: readonly string[],
  options: GenerateOptions,
  config: GeneratorConfig,
  print: Print,
  plugins: readonly GeneratorPlugin[],
  known = knownOutputs(config, plugins),
): Promise<Generated> {
  const { check, dryRun, force } = options;
  const notes: GenerateNote[] = [];
  const outputs: Output[] = [];
  for (const [out, { settings, own }] of outputFolders(files, options, config)) {
    const made = await outputsIn(out, own, settings, config.reading, plugins, known);
    notes.push(...made.notes);
    outputs.push({ out, services: made.services });
  }
  const write = ({ out, services }: Output, isDry = dryRun, say = print) => {
    const folders = services.map(({ name }) => join(out, name));
    const how = { check, dryRun: isDry, force, project: config.root, isWhole: files.length === 0 };
    const output = { ...how, mark: HEADER_START, command: "oslo-gen generate", folders };
    return writingBelow("--out", out, () => writeOutput(out, services, output, say));
  };
  for (const { file, pointer, message } of notes) print(`${file}#${pointer}: ${message}`);
  if (check === true) return { plans: allOf(outputs.map((output) => () => write(output))), notes };
  // What is in the way of one folder leaves the others as they were too.
  if (outputs.length > 1) for (const output of outputs) write(output, true, () => {});
  const plans = outputs.map((output) => write(output));
  if (dryRun !== true) known?.save();
  return { plans, notes };
}

/** The outputs that earlier runs generated; undefined with plugins. */
export function knownOutputs(
  { root }: GeneratorConfig,
  plugins: readonly GeneratorPlugin[],
): KnownOutputs | undefined {
  // What a plugin goes by nobody knows.
  return plugins.length > 0 ? undefined : new KnownOutputs(root, generatorVersion(import.meta.url));
}

/** The services of one output folder. */
interface Output {
  readonly out: string;
  readonly services: readonly ServiceOutput[];
}

/** The code for an output folder: that of services of which nothing changed is there already. */
async function outputsIn(
  out: string,
  own: readonly string[],
  settings: PackageSettings,
  reading: GeneratorConfig["reading"],
  plugins: readonly GeneratorPlugin[],
  known: KnownOutputs | undefined,
): Promise<{ readonly services: readonly ServiceOutput[]; readonly notes: readonly GenerateNote[] }> {
  const names = namesOf(own);
  const wanted = [...names].map(([name, file]) => wantedOf(name, file, out, settings, reading));
  const services = new Map<string, ServiceOutput>();
  for (const each of wanted) {
    const output = known?.find(each);
    if (output !== undefined) services.set(each.name, output);
  }
  const missing = wanted.filter(({ name }) => !services.has(name));
  const notes: GenerateNote[] = [];
  if (missing.length > 0) {
    // Reading and emitting take most of what there is to load.
    const { makeOutputs } = await import("./make-outputs.js");
    const files = new Map(missing.map(({ name, file }) => [name, file]));
    for (const [index, made] of makeOutputs(files, settings, reading, plugins).entries()) {
      services.set(made.output.name, made.output);
      notes.push(...made.notes);
      const each = missing[index];
      // What there is to say of a service is to be said by each run.
      if (each !== undefined && made.notes.length === 0) known?.keep(each, made.output, made.inputs);
    }
  }
  return { services: [...names.keys()].flatMap((name) => services.get(name) ?? []), notes };
}

/** A service to generate, and the settings that make its code what it is. */
export function wantedOf(
  name: string,
  file: string,
  out: string,
  { importExtension, types, folder }: PackageSettings,
  reading: GeneratorConfig["reading"],
): Wanted {
  const settings = { importExtension, types, sourceFile: sourceFileOf(file, folder), reading };
  return { name, file, out, settings };
}

/** The definitions by the folder that their code goes to. Packages may have one folder in common. */
function outputFolders(
  files: readonly string[],
  { out }: GenerateOptions,
  config: GeneratorConfig,
): [string, { readonly settings: PackageSettings; readonly own: readonly string[] }][] {
  const folders = new Map<string, { settings: PackageSettings; own: readonly string[] }>();
  const chosen = [...chooseByPackage(files, config)];
  if (out !== undefined && chosen.length > 1) {
    const names = chosen.map(([{ folder }]) => folder).join(" and ");
    throw new UsageError(
      `--out is one folder, and the definitions are of ${names}; name those of one package`,
    );
  }
  for (const [settings, own] of chosen) {
    const folder = out ?? settings.out;
    const known = folders.get(folder);
    const all = [...new Set([...(known?.own ?? []), ...own])];
    // A package without definitions has none to generate, and may have had some.
    if (all.length > 0 || existsSync(join(folder, MANIFEST_FILE)))
      folders.set(folder, { settings: known?.settings ?? settings, own: all });
  }
  return [...folders];
}

/** Writes all, whatever is wrong with one. @throws {CommandFailure} that tells of each that failed. */
function allOf(outputs: readonly (() => OutputPlan)[]): OutputPlan[] {
  const failures: string[] = [];
  const plans: OutputPlan[] = [];
  for (const write of outputs) {
    try {
      plans.push(write());
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      failures.push(error.message);
    }
  }
  if (failures.length > 0) throw new CommandFailure(failures.join("; "));
  return plans;
}
