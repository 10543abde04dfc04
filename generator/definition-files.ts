import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { getOrInsert } from "../src/collections/get-or-insert.js";
import { definitionName, isDefinitionName } from "../src/definition/definition-format.js";
import { isServiceDefinition } from "../src/definition/recognize-definition.js";
import { didYouMean } from "../src/errors/did-you-mean.js";
import { ConfigurationError } from "../src/errors/setup-errors.js";
import { UsageError } from "../src/terminal/usage-error.js";
import type { GeneratorConfig } from "./config.js";
import { isPortableName } from "./file-name.js";
import { CONFIG_FILE, DEFINITION_FOLDER } from "./project/find-project.js";
import { isInside, seenFrom } from "./project/folders.js";
import type { PackageSettings } from "./project/package-settings.js";

const FOLDER_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const COMMANDS = ["generate", "scaffold", "init", "lint", "breaking", "docs", "import", "python", "export"];

/**
 * The definitions a command works on: those named, else those of the configuration, else all below `schemas/`.
 *
 * @throws {UsageError} there is none, or one that is named is not there.
 */
export function chooseFiles(
  named: readonly string[],
  config: Pick<GeneratorConfig, "packages">,
): readonly string[] {
  return [...new Set([...chooseByPackage(named, config).values()].flat())];
}

/**
 * The same by package. A definition that is named belongs to the packages whose own it is, or in whose folder it is.
 *
 * @throws {UsageError} there is none, or one that is named is not there or belongs to no package.
 * @throws {ConfigurationError} one that the configuration lists is not there.
 */
export function chooseByPackage(
  named: readonly string[],
  { packages }: Pick<GeneratorConfig, "packages">,
): ReadonlyMap<PackageSettings, readonly string[]> {
  for (const file of named) refuseNoFile(file);
  const own = new Map(packages.map((each) => [each, ownFiles(each)]));
  if (named.length > 0) return namedByPackage(named, own);
  for (const [settings, files] of own) {
    if (settings.schemas === undefined) refuseSecondNames(files);
    else refuseMissing(files, settings.schemasAt);
  }
  if ([...own.values()].some((files) => files.length > 0)) return own;
  const places = packages.map(({ folder }) => `${join(folder, DEFINITION_FOLDER)}/`);
  throw new UsageError(
    `no service definition below ${places.join(" or ")}; write one with: npx oslo-gen init my-service`,
  );
}

function namedByPackage(
  named: readonly string[],
  own: ReadonlyMap<PackageSettings, readonly string[]>,
): ReadonlyMap<PackageSettings, readonly string[]> {
  const [only, ...others] = own.keys();
  if (only !== undefined && others.length === 0) return new Map([[only, named]]);
  const chosen = new Map<PackageSettings, string[]>();
  for (const file of named) {
    const listed = [...own].filter(([, files]) => files.some((each) => resolve(each) === resolve(file)));
    const around = [...own].filter(([{ folder }]) => isInside(resolve(folder), resolve(file)));
    const found = listed.length > 0 ? listed : around;
    if (found.length === 0) throw new UsageError(`${file} is of no package that the configuration names`);
    for (const [each] of found) getOrInsert(chosen, each, () => []).push(file);
  }
  return chosen;
}

/** The definitions of a package: those listed, of which some may be missing, else all below its `schemas/`. */
export function ownFiles({
  schemas,
  folder,
}: Pick<PackageSettings, "schemas" | "folder">): readonly string[] {
  return schemas ?? searchFolder(folder);
}

/** @param place where the files are listed */
function refuseMissing(files: readonly string[], place: string): void {
  for (const [index, file] of files.entries()) {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats === undefined)
      throw new ConfigurationError(
        `${place}/${index}: ${file}: no such file; write it, or take it off the list`,
      );
    if (stats.isDirectory())
      throw new ConfigurationError(`${place}/${index}: ${file}: is a folder; list the definitions in it`);
  }
}

/** Without a command the words are files, so that a mistyped command arrives as one. */
function refuseNoFile(word: string): void {
  const stats = statSync(word, { throwIfNoEntry: false });
  if (stats?.isDirectory())
    throw new UsageError(
      `${word}: is a folder; name the definitions in it, or none for those below ${DEFINITION_FOLDER}/`,
    );
  if (stats !== undefined) return;
  const hint = /[/\\]/.test(word) || isDefinitionName(word) ? "" : didYouMean(word, COMMANDS);
  throw new UsageError(
    hint === "" ? `${word}: no such file` : `no command and no file ${JSON.stringify(word)}${hint}`,
  );
}

function searchFolder(packageFolder: string): string[] {
  const folder = seenFrom(packageFolder, DEFINITION_FOLDER);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(isDefinitionName)
    .map((file) => join(folder, file));
  return withoutDetours(files)
    .sort()
    .filter((file) => isServiceDefinition(file));
}

/** A definition under two names would be two services, with one topic and each with code of its own. */
function refuseSecondNames(files: readonly string[]): void {
  const known = new Map<string, string>();
  for (const file of files) {
    const identity = identityOf(file);
    const other = known.get(identity);
    if (other !== undefined) {
      throw new UsageError(
        `${linkText(file, other)}, which would become a service twice; remove one, or list those that are meant under "schemas" in ${CONFIG_FILE}`,
      );
    }
    known.set(identity, file);
  }
}

function linkText(one: string, other: string): string {
  const [isOneLink, isOtherLink] = [one, other].map((file) => lstatSync(file).isSymbolicLink());
  if (isOneLink && isOtherLink) return `${one} is a link to the same file as ${other}`;
  return isOtherLink ? `${other} is a link to ${one}` : `${one} is a link to ${other}`;
}

/** The same for a file, a symbolic link to it and a hard link. */
function identityOf(file: string): string {
  const path = realPath(file);
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  // Some file systems have no number for a file.
  return stats === undefined || stats.ino === 0n ? path : `${stats.dev} ${stats.ino}`;
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

/** The path of a definition as generated code names it. */
export function sourceFileOf(file: string, root: string): string {
  return relative(root, file).split(sep).join("/");
}

/**
 * Files of definitions by the names that their own files and folders get.
 *
 * @throws {UsageError} two would write the same files, or a name is none of a folder.
 */
export function namesOf(files: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Map<string, string>();
  for (const file of new Set(files)) {
    const name = definitionName(file);
    if (!FOLDER_NAME.test(name)) {
      throw new UsageError(
        `${file}: rename the file, its name becomes that of a folder (letters, digits, ".", "_", "-")`,
      );
    }
    if (!isPortableName(name)) {
      throw new UsageError(
        `${file}: rename the file, its name becomes that of a folder, and Windows has none called ${name}`,
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
