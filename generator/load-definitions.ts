import type { ServiceModel } from "../src/definition/model.js";
import { DefinitionError, type DefinitionProblem } from "../src/errors/setup-errors.js";
import type { GeneratorConfig } from "./config.js";
import { chooseFiles, namesOf, sourceFileOf } from "./definition-files.js";
import { loadDefinition } from "./inspect/inspect-definition.js";

/** A definition and the name that its files and folders get. */
export interface NamedService {
  readonly name: string;
  readonly model: ServiceModel;
  /** Path of the definition as generated code names it. */
  readonly sourceFile: string;
}

/** The settings by which definitions are chosen and read. */
export type DefinitionSource = Pick<GeneratorConfig, "root" | "packages" | "reading">;

/**
 * Loads the definitions a command works on: those named, else those of the configuration, else every service
 * definition below `schemas/`.
 *
 * @throws {UsageError} there is none, or two would write the same files.
 * @throws {DefinitionError} one is wrong; the error holds the mistakes of all of them.
 */
export function loadServices(named: readonly string[], config: DefinitionSource): NamedService[] {
  return loadFiles(chooseFiles(named, config), config.root, config.reading);
}

/**
 * Loads definitions.
 *
 * @param root the folder from which generated code names them
 * @throws {UsageError} two would write the same files.
 * @throws {DefinitionError} one is wrong; the error holds the mistakes of all of them.
 */
export function loadFiles(
  files: readonly string[],
  root: string,
  reading: GeneratorConfig["reading"],
): NamedService[] {
  return loadNamed(namesOf(files), root, (file) => loadDefinition(file, reading));
}

/**
 * Loads definitions that have their names.
 *
 * @param load loads one, which has the name
 * @throws {DefinitionError} one is wrong; the error holds the mistakes of all of them.
 */
export function loadNamed(
  names: ReadonlyMap<string, string>,
  root: string,
  load: (file: string, name: string) => ServiceModel,
): NamedService[] {
  const problems: DefinitionProblem[] = [];
  const services: NamedService[] = [];
  for (const [name, file] of names) {
    try {
      services.push({ name, model: load(file, name), sourceFile: sourceFileOf(file, root) });
    } catch (error) {
      if (!(error instanceof DefinitionError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new DefinitionError(problems);
  return services;
}
