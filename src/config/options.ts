import { inspect } from "node:util";
import { didYouMean } from "../errors/did-you-mean.js";
import { ConfigurationError } from "../errors/setup-errors.js";
import { amqpGroup } from "./groups/amqp.js";
import { defaultGroup } from "./groups/default.js";
import { metricsGroup } from "./groups/metrics.js";
import { notificationsGroup } from "./groups/notifications.js";
import { rabbitGroup } from "./groups/rabbit.js";
import { tracingGroup } from "./groups/tracing.js";
import { type Option, type OptionGroup, qualifiedName } from "./option.js";

/** Every option there is, by group. */
export const optionGroups: readonly OptionGroup[] = [
  defaultGroup,
  amqpGroup,
  rabbitGroup,
  notificationsGroup,
  metricsGroup,
  tracingGroup,
];

const AMQP_PREFIX = "amqp_";

/** The option at that place of the table, if there is one. */
export function findOption(group: string, name: string): Option<unknown> | undefined {
  return optionsIn(group).find((option) => option.name === name);
}

/** The options of a group; none where there is no such group. */
export function optionsIn(group: string): readonly Option<unknown>[] {
  return optionGroups.find(({ name }) => name === group)?.options ?? [];
}

/**
 * Finds the option a command line or a program means: `group.option`, an option of `[DEFAULT]`, an option of
 * a driver's own group, or one of `[oslo_messaging_amqp]` with `amqp_` before it.
 *
 * @throws {ConfigurationError} No option, or more than one driver's, has the name.
 */
export function resolveOptionName(name: string): Option<unknown> {
  const dot = name.indexOf(".");
  const exact = dot < 0 ? findOption("DEFAULT", name) : findOption(name.slice(0, dot), name.slice(dot + 1));
  if (exact !== undefined) return exact;
  const found = optionGroups
    .filter((group) => group.driver !== undefined)
    .flatMap((group) => group.options.filter((option) => option.name === name));
  if (found.length > 1) {
    throw new ConfigurationError(
      `Option ${name} is ambiguous: write ${found.map((option) => qualifiedName(option)).join(" or ")}`,
    );
  }
  const option = found[0] ?? findPrefixed(name);
  if (option === undefined) throw unknownOption(`Unknown option ${inspect(name)}`, name, allNames());
  return option;
}

/** The error for a name that no option has: `what`, and the nearest of the names that could be meant. */
export function unknownOption(what: string, name: string, candidates: Iterable<string>): ConfigurationError {
  return new ConfigurationError(what + didYouMean(name, candidates));
}

/**
 * The end of a message that names an unknown option of a group: where there is one of that name, or the name of the
 * group that is nearest to it, or nothing.
 */
export function nearestOptions(group: string, name: string): string {
  const places = optionGroups
    .filter((candidate) => candidate.options.some((option) => option.name === name))
    .map((candidate) => `[${candidate.name}]`);
  if (places.length > 0) return `; it belongs in ${places.join(" or ")}`;
  const names = optionsIn(group).map((option) => option.name);
  return didYouMean(name, names, 1);
}

function findPrefixed(name: string): Option<unknown> | undefined {
  return name.startsWith(AMQP_PREFIX)
    ? findOption(amqpGroup.name, name.slice(AMQP_PREFIX.length))
    : undefined;
}

function* allNames(): Iterable<string> {
  for (const { driver, options } of optionGroups) {
    for (const option of options) {
      yield qualifiedName(option);
      if (driver !== undefined) yield option.name;
    }
  }
  for (const { name } of amqpGroup.options) yield AMQP_PREFIX + name;
}
