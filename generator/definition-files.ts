import { existsSync, readdirSync, realpathSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { definitionName, isDefinitionName } from "../src/definition/definition-format.js";
import type { ServiceModel } from "../src/definition/model.js";
import { isServiceDefinition } from "../src/definition/recognize-definition.js";
import { didYouMean } from "../src/errors/did-you-mean.js";
import { DefinitionError, type DefinitionProblem } from "../src/errors/setup-errors.js";
import { UsageError } from "../src/terminal/usage-error.js";
import type { GeneratorConfig } from "./config.js";
import { loadDefinition } from "./inspect/inspect-definition.js";

/** Where definitions are when nobody says something else. */
export const DEFINITION_FOLDER = "schemas";

const FOLDER_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const COMMANDS = ["generate", "scaffold", "init", "lint", "breaking", "docs", "import", "python", "export"];

/** A definition and the name that its files and folders get. */
export interface NamedService {
  readonly name: string;
  readonly model: ServiceModel;
  /** Path of the definition as generated code names it. */
  readonly sourceFile: string;
}

/**
 * Loads the definitions a command works on: those named, else those of the configuration, else every service
 * definition below `schemas/`.
 *
 * @throws {UsageError} there is none, or two would write the same files.
 * @throws {DefinitionError} one is wrong; the error holds the mistakes of all of them.
 */
export function loadServices(
  named: readonly string[],
  config: Pick<GeneratorConfig, "schemas" | "reading">,
): NamedService[] {
  const files = chooseFiles(named, config.schemas);
  const names = namesOf(files);
  const problems: DefinitionProblem[] = [];
  const services: NamedService[] = [];
  for (const [name, file] of names) {
    try {
      services.push({
        name,
        model: loadDefinition(file, config.reading),
        sourceFile: relative("", file).split(sep).join("/"),
      });
    } catch (error) {
      if (!(error instanceof DefinitionError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new DefinitionError(problems);
  return services;
}

/**
 * The definitions a command works on: those named, else those of the configuration, else all below `schemas/`.
 *
 * @throws {UsageError} there is none, or one that is named is not there.
 */
export function chooseFiles(
  named: readonly string[],
  configured: readonly string[] | undefined,
): readonly string[] {
  for (const file of named) refuseMissing(file);
  if (named.length > 0) return named;
  const files = configured ?? searchFolder();
  if (files.length > 0) return files;
  throw new UsageError(
    `no service definition below ${DEFINITION_FOLDER}/; write one with: npx oslo-gen init my-service`,
  );
}

/** Without a command the words are files, so that a mistyped command arrives as one. */
function refuseMissing(word: string): void {
  if (existsSync(word)) return;
  const hint = /[/\\]/.test(word) || isDefinitionName(word) ? "" : didYouMean(word, COMMANDS);
  throw new UsageError(
    hint === "" ? `${word}: no such file` : `no command and no file ${JSON.stringify(word)}${hint}`,
  );
}

function searchFolder(): string[] {
  if (!existsSync(DEFINITION_FOLDER)) return [];
  const files = readdirSync(DEFINITION_FOLDER, { recursive: true, encoding: "utf8" })
    .filter(isDefinitionName)
    .map((file) => join(DEFINITION_FOLDER, file));
  return withoutDetours(files)
    .sort()
    .filter((file) => isServiceDefinition(file));
}

/** A link to a folder leads to files that are listed already, and one to a folder around it does so time and again. */
function withoutDetours(files: readonly string[]): string[] {
  const shortest = new Map<string, string>();
  for (const file of files) {
    const place = JSON.stringify([realPath(file), basename(file)]);
    const other = shortest.get(place);
    if (other === undefined || file.length < other.length) shortest.set(place, file);
  }
  return [...shortest.values()];
}

function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    // A link that leads nowhere is a mistake to be told.
    return file;
  }
}

function namesOf(files: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Map<string, string>();
  for (const file of new Set(files)) {
    const name = definitionName(file);
    if (!FOLDER_NAME.test(name)) {
      throw new UsageError(
        `${file}: rename the file, its name becomes that of a folder (letters, digits, ".", "_", "-")`,
      );
    }
    // Not every file system tells capitals from small letters.
    const other = taken.get(name.toLowerCase());
    if (other !== undefined)
      throw new UsageError(`${other} and ${file} would both be written to ${name}; rename one`);
    names.set(name, file);
    taken.set(name.toLowerCase(), file);
  }
  return names;
}
