import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import { didYouMean } from "../../errors/did-you-mean.js";
import { ConfigurationError } from "../../errors/setup-errors.js";
import { isJsonObject } from "../../json/json-object.js";
import type { NotificationPriority } from "../priorities.js";
import { matchesWildcard } from "./wildcard.js";

/** The rules a driver of a group may have. */
const RULES: readonly string[] = ["accepted_events", "accepted_priorities"];

/** When a driver of a group gets a notification: both lists must have a pattern that fits; a missing one always does. */
export interface RoutingRule {
  readonly driver: string;
  readonly events: readonly string[] | undefined;
  readonly priorities: readonly string[] | undefined;
}

/**
 * Reads the file of the routing driver: groups by name, in each drivers by name, of each `accepted_events` and
 * `accepted_priorities`, lists of shell patterns. It is read as PyYAML reads it.
 *
 * @throws {ConfigurationError} the file cannot be read, is no YAML, or holds something else, as a rule of another name:
 * passed over, its driver would get what it should not.
 */
export function readRoutingRules(file: string): readonly RoutingRule[] {
  const groups = parseYaml(file, readText(file));
  if (groups === null) return [];
  return members(file, groups, "").flatMap(([group, drivers]) =>
    members(file, drivers, group).map(([driver, rules]) => {
      const path = `${group}.${driver}`;
      // A driver without rules may stand there with nothing after its colon.
      const given = new Map(members(file, rules ?? {}, path));
      for (const name of given.keys()) checkRule(file, group, driver, name);
      return {
        driver,
        events: patterns(file, given.get("accepted_events"), `${path}.accepted_events`),
        priorities: patterns(file, given.get("accepted_priorities"), `${path}.accepted_priorities`),
      };
    }),
  );
}

/** The names of the drivers that get a notification, each once. */
export function routedDrivers(
  rules: readonly RoutingRule[],
  eventType: string,
  priority: NotificationPriority,
): ReadonlySet<string> {
  const accepted = rules.filter(
    ({ events, priorities }) =>
      (events === undefined || events.some((pattern) => matchesWildcard(eventType, pattern))) &&
      (priorities === undefined ||
        priorities.some((pattern) => matchesWildcard(priority, pattern.toLowerCase()))),
  );
  return new Set(accepted.map(({ driver }) => driver));
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigurationError(`routing_config: cannot read ${file}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/**
 * Few programs route: the parser is loaded only for those, and at once, so that a mistake shows at the start. PyYAML
 * knows YAML 1.1 alone, with its merge keys, whatever version a file says it has.
 */
function parseYaml(file: string, text: string): unknown {
  const { parse } = createRequire(import.meta.url)("yaml") as typeof Yaml;
  try {
    return parse(text, { schema: "yaml-1.1", merge: true });
  } catch (error) {
    const [reason] = (error as Error).message.split("\n");
    throw new ConfigurationError(`routing_config: ${file} is no YAML: ${reason}`, { cause: error });
  }
}

function checkRule(file: string, group: string, driver: string, name: string): void {
  if (RULES.includes(name)) return;
  throw new ConfigurationError(
    `routing_config: ${file}: driver ${JSON.stringify(driver)} of group ${JSON.stringify(group)} has a rule ${JSON.stringify(name)}; the rules are ${RULES.join(", ")}${didYouMean(name, RULES)}`,
  );
}

function members(file: string, value: unknown, path: string): [string, unknown][] {
  // YAML has more kinds of mappings, and sets and times, whose entries these are not.
  if (isJsonObject(value) && Object.getPrototypeOf(value) === Object.prototype) return Object.entries(value);
  throw wrong(file, path, "must be a mapping");
}

function patterns(file: string, value: unknown, path: string): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((pattern) => typeof pattern === "string")) return value;
  throw wrong(file, path, "must be a list of patterns");
}

function wrong(file: string, path: string, expected: string): ConfigurationError {
  return new ConfigurationError(`routing_config: ${file}: ${path || "the file"} ${expected}`);
}
