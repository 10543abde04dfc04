import type { Logger } from "../log/logger.js";
import type { FileValues } from "./config-files.js";
import { type Environment, unknownVariables } from "./environment.js";
import { normalizeSection } from "./ini.js";
import { type Option, qualifiedName } from "./option.js";
import { optionGroups } from "./options.js";

/**
 * Warns of deprecated names in files, and of names in this library's own groups that no option has. `[DEFAULT]`
 * and all other groups belong to the programs that share the file.
 */
export function warnOfFindings(logger: Logger, environment: Environment, files: FileValues): void {
  const warned = new Set<string>();
  for (const { section, key, file, line } of files.assignments()) {
    const place = `${section}\n${key}`;
    if (warned.has(place)) continue;
    warned.add(place);
    const replacement = deprecatedOptions.get(place);
    if (replacement !== undefined) {
      logger.warn(
        { file, line, option: key, group: section, use: qualifiedName(replacement) },
        "The configuration uses a deprecated option name",
      );
    } else if (ownGroups.has(section) && !knownPlaces.has(place)) {
      logger.warn({ file, line, option: key, group: section }, "The configuration sets an unknown option");
    }
  }
  for (const variable of unknownVariables(environment, optionGroups)) {
    logger.warn({ variable }, "The environment sets an unknown option");
  }
}

const options = optionGroups.flatMap((group) => group.options);
const ownGroups: ReadonlySet<string> = new Set(
  optionGroups.map(({ name }) => normalizeSection(name)).filter((name) => name !== "DEFAULT"),
);
const knownPlaces: ReadonlySet<string> = new Set(options.map(({ group, name }) => `${group}\n${name}`));
const deprecatedOptions: ReadonlyMap<string, Option<unknown>> = new Map(
  options.flatMap((option) =>
    option.deprecated.map(({ group, name }) => [`${group}\n${name}`, option] as const),
  ),
);
