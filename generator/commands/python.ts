import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { getOrInsert } from "../../src/collections/get-or-insert.js";
import { PACKAGE_VERSION } from "../../src/package/package-version.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import { chooseByPackage } from "../definition-files.js";
import { type DefinitionSource, loadFiles } from "../load-definitions.js";
import type { ServiceOutput } from "../manifest/plan-output.js";
import { writeOutput } from "../manifest/write-output.js";
import type { Print } from "../print.js";
import { isInside, seenFrom } from "../project/folders.js";
import type { PackageSettings } from "../project/package-settings.js";
import { PYTHON_HEADER_START } from "../python/context.js";
import { pythonPackage } from "../python/package-files.js";
import { pythonModel } from "../python/program-types.js";
import { packageName } from "../python/python-names.js";
import { DEFAULT_PYTHON_TYPES, type PythonTypeSettings } from "../python/type-settings.js";
import { writingBelow } from "../write-file.js";

/** Options of `oslo-gen python`. */
export interface PythonCommandOptions {
  /** `generated-python` of the project by default. */
  readonly out?: string;
  /** Write nothing, and fail when something would be written. */
  readonly check?: boolean;
  /** Write nothing, and say what would be written. */
  readonly dryRun?: boolean;
  /** Replace also generated files that somebody edited. */
  readonly force?: boolean;
}

/**
 * Writes a typed Python package for each service definition: client, endpoint, exceptions and notifications on
 * oslo.messaging. A mistake in a definition, or a generated file that somebody edited, leaves everything as it was.
 *
 * @throws {DefinitionError} a definition is wrong.
 * @throws {CommandFailure} something is in the way, or `--check` found a difference.
 */
export function python(
  files: readonly string[],
  options: PythonCommandOptions,
  config: DefinitionSource,
  print: Print,
): void {
  const { out = seenFrom(config.root, "generated-python"), check, dryRun, force } = options;
  if (check === true && dryRun === true) throw new UsageError("--check and --dry-run exclude each other");
  const packages = new Map<string, string>();
  const types = typesByFile(files, config);
  const services = loadFiles([...types.keys()], config.root, config.reading);
  const outputs = services.map(({ name, model, sourceFile }): ServiceOutput => {
    const folder = packageName(name);
    const other = packages.get(folder);
    if (other !== undefined)
      throw new UsageError(`${other} and ${sourceFile} would both be the package ${folder}; rename one`);
    packages.set(folder, sourceFile);
    const program = pythonModel(model, types.get(model.file) ?? DEFAULT_PYTHON_TYPES);
    for (const { file, pointer, message } of program.notes) print(`${file}#${pointer}: ${message}`);
    return {
      name: folder,
      definition: model.file,
      files: pythonPackage(program, { version: PACKAGE_VERSION, sourceFile }),
    };
  });
  const isWhole = files.length === 0;
  const how = { check, dryRun, force, project: config.root, isWhole, mark: PYTHON_HEADER_START };
  const folders = outputs.map(({ name }) => join(out, name));
  const output = { ...how, command: `oslo-gen python --out ${out}`, folders };
  writingBelow("--out", out, () => writeOutput(out, outputs, output, print));
}

/**
 * The definitions, and the types that their packages want.
 *
 * @throws {UsageError} packages want different ones of a definition.
 */
function typesByFile(
  files: readonly string[],
  config: DefinitionSource,
): ReadonlyMap<string, PythonTypeSettings> {
  const packages = new Map<string, PackageSettings[]>();
  for (const [settings, own] of chooseByPackage(files, config))
    for (const file of own) getOrInsert(packages, file, () => []).push(settings);
  return new Map([...packages].map(([file, users]) => [file, typesOf(file, users)]));
}

/** The package that a definition stands in counts more than those that only use it. */
function typesOf(file: string, users: readonly PackageSettings[]): PythonTypeSettings {
  const owners = users.filter(({ folder }) => isInside(resolve(folder), resolve(file)));
  const [first, ...others] = owners.length > 0 ? owners : users;
  if (first === undefined) return DEFAULT_PYTHON_TYPES;
  const other = others.find(({ pythonTypes }) => !isDeepStrictEqual(pythonTypes, first.pythonTypes));
  if (other === undefined) return first.pythonTypes;
  throw new UsageError(
    `${file}: "pythonTypes" are others in ${other.folder} than in ${first.folder}, and it becomes one Python package; set the same in both`,
  );
}
