import type { MemberPatterns, NotificationFilterRules } from "../notify/filter.js";
import { type NotificationPriority, notificationPriorities, toPriority } from "../notify/priorities.js";
import { UsageError } from "../terminal/usage-error.js";
import type { TransportOptions } from "./common-options.js";

/** Options of `listen` that choose among the notifications. */
export interface FilterOptions {
  readonly publisher?: string;
  readonly eventType?: string;
  readonly context?: readonly string[];
  readonly metadata?: readonly string[];
  readonly payload?: readonly string[];
}

/** The severity a command line names. @throws {UsageError} there is none of that name. */
export function readPriority(word: string): NotificationPriority {
  // An alias that Python's Notifier has too.
  const priority = toPriority(word.toLowerCase() === "warning" ? "warn" : word);
  if (priority !== undefined) return priority;
  throw new UsageError(
    `--priority takes one of ${notificationPriorities.join(", ")}, not ${JSON.stringify(word)}`,
  );
}

/** The rules a command line asks for. @throws {UsageError} a rule is not `NAME=PATTERN`. */
export function readFilterRules(options: FilterOptions): NotificationFilterRules {
  const { publisher, eventType, context, metadata, payload } = options;
  return {
    publisherId: publisher,
    eventType,
    context: readMemberPatterns("--context", context),
    metadata: readMemberPatterns("--metadata", metadata),
    payload: readMemberPatterns("--payload", payload),
  };
}

/** Notifications have no exchange of their own: it is the configured one that a command line names. */
export function withExchange<Options extends TransportOptions & { readonly exchange?: string }>(
  options: Options,
): Options {
  const { exchange, config = [] } = options;
  return exchange === undefined
    ? options
    : { ...options, config: [`control_exchange=${exchange}`, ...config] };
}

function readMemberPatterns(option: string, words: readonly string[] = []): MemberPatterns {
  return Object.fromEntries(
    words.map((word) => {
      const split = word.indexOf("=");
      if (split <= 0) throw new UsageError(`${option} takes NAME=PATTERN, not ${JSON.stringify(word)}`);
      return [word.slice(0, split), word.slice(split + 1)];
    }),
  );
}
