import { getOrInsert } from "../collections/get-or-insert.js";
import type { Logger } from "../log/logger.js";
import { standardErrorLogger } from "../log/standard-error.js";
import type { FileValues } from "./config-files.js";
import { type Environment, unknownVariables } from "./environment.js";
import { normalizeSection } from "./ini.js";
import { type Option, type OptionPlace, placeKey, qualifiedName } from "./option.js";
import { nearestOptions, optionGroups } from "./options.js";
import { describeSource, type ValueSource } from "./value-source.js";

/** A name that a source sets in one of this library's own groups, and no row of the table has. */
export interface UnknownOption extends OptionPlace {
  readonly source: ValueSource;
  /** A guess at what was meant, to end a message with; empty when nothing is near. */
  readonly advice: string;
}

/**
 * The names in files and environment that no option of this library's own groups has, each once. `[DEFAULT]` and all
 * other groups belong to the programs that share the file.
 */
export function findUnknownOptions(environment: Environment, files: FileValues): readonly UnknownOption[] {
  const found = new Map<string, UnknownOption>();
  for (const { section, key, file, line } of files.assignments()) {
    const place = placeKey({ group: section, name: key });
    if (found.has(place) || !ownGroups.has(section) || knownPlaces.has(place)) continue;
    const source: ValueSource = { kind: "file", file, line };
    found.set(place, { group: section, name: key, source, advice: nearestOptions(section, key) });
  }
  const variables = unknownVariables(environment, optionGroups).map(({ variable, group, name }) => ({
    group,
    name,
    source: { kind: "environment", variable } as const,
    advice: nearestOptions(group, name),
  }));
  return [...found.values(), ...variables];
}

/**
 * Warns of unknown options, of each place once a logger: a misspelt option does nothing, and nobody would know.
 *
 * @param logger without one the warning goes to the standard error
 */
export function warnOfUnknownOptions(
  unknown: readonly UnknownOption[],
  logger: Logger = standardErrorLogger,
): void {
  const told = getOrInsert(warned, logger, () => new Set());
  for (const { group, name, source, advice } of unknown) {
    const place = `${placeKey({ group, name })}\n${describeSource(source)}`;
    if (told.has(place)) continue;
    told.add(place);
    const details = { option: name, group, source: describeSource(source) };
    logger.warn(details, `The configuration sets an unknown option${advice}`);
  }
}

/** A name in a file that is still read, and has another name now. */
export interface DeprecatedName extends OptionPlace {
  readonly file: string;
  readonly line: number;
  /** The name it has now. */
  readonly use: string;
}

/** The deprecated names in files, each once. */
export function findDeprecatedNames(files: FileValues): readonly DeprecatedName[] {
  const found = new Map<string, DeprecatedName>();
  for (const { section, key, file, line } of files.assignments()) {
    const place = placeKey({ group: section, name: key });
    const replacement = deprecatedOptions.get(place);
    if (replacement === undefined || found.has(place)) continue;
    found.set(place, { group: section, name: key, file, line, use: qualifiedName(replacement) });
  }
  return [...found.values()];
}

/** Warns of deprecated names. */
export function warnOfDeprecatedNames(deprecated: readonly DeprecatedName[], logger: Logger): void {
  for (const { file, line, name, group, use } of deprecated) {
    logger.warn({ file, line, option: name, group, use }, "The configuration uses a deprecated option name");
  }
}

/** The places that each logger was told of. */
const warned = new WeakMap<Logger, Set<string>>();

const options = optionGroups.flatMap((group) => group.options);
const ownGroups: ReadonlySet<string> = new Set(
  optionGroups.map(({ name }) => normalizeSection(name)).filter((name) => name !== "DEFAULT"),
);
const deprecatedOptions: ReadonlyMap<string, Option<unknown>> = new Map(
  options.flatMap((option) => option.deprecated.map((place) => [placeKey(place), option] as const)),
);
const knownPlaces: ReadonlySet<string> = new Set([...options.map(placeKey), ...deprecatedOptions.keys()]);
