import { amqp } from "../config/groups/amqp.js";
import { defaults } from "../config/groups/default.js";
import { notifications } from "../config/groups/notifications.js";
import type { MemberPatterns, NotificationFilterRules } from "../notify/filter.js";
import { type NotificationPriority, notificationPriorities, toPriority } from "../notify/priorities.js";
import { UsageError } from "../terminal/usage-error.js";
import { getNotificationTransport, type NotificationTransport } from "../transport/notification-transport.js";
import { commandConfiguration, commandLogger, type TransportCommandOptions } from "./common-options.js";
import { LOCAL_ROUTER } from "./local-router.js";
import { splitPair } from "./split-pair.js";

/** The option that counts more than `control_exchange` over `amqp://`. */
const EXCHANGE_OVER_AMQP = "amqp_default_notification_exchange";

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

/** The options that name the exchange of notifications, over whatever transport. */
export function exchangeValues(exchange: string | undefined): Readonly<Record<string, string | undefined>> {
  return { control_exchange: exchange, [EXCHANGE_OVER_AMQP]: exchange };
}

/**
 * The transport of notifications a command line asks for, as `commandTransport` has that of RPC. Notifications have no
 * exchange of their own: `--exchange` stands for the options that name theirs.
 *
 * @throws {UsageError} the transport URL names another exchange.
 * @throws {MessagingError} the transport cannot be made.
 */
export function commandNotificationTransport(
  options: TransportCommandOptions & { readonly exchange?: string | undefined },
  logger = commandLogger(options),
): NotificationTransport {
  const { exchange } = options;
  const configuration = commandConfiguration(options, exchangeValues(exchange));
  const isConfigured = [notifications.transportUrl, defaults.transportUrl].some(
    (option) => configuration.source(option).kind !== "default",
  );
  const url = options.url ?? (isConfigured ? undefined : LOCAL_ROUTER);
  const transport = getNotificationTransport({ url, configuration, logger });
  const configured = transport.configuration.get(amqp.defaultNotificationExchange);
  if (exchange === undefined || configured === exchange) return transport;
  throw new UsageError(
    `--exchange ${exchange} has no effect beside default_notification_exchange=${configured} in the transport URL: leave one of them out`,
  );
}

function readMemberPatterns(option: string, words: readonly string[] = []): MemberPatterns {
  return Object.fromEntries(
    words.map((word) => {
      const pair = splitPair(word);
      if (pair !== undefined) return pair;
      throw new UsageError(`${option} takes NAME=PATTERN, not ${JSON.stringify(word)}`);
    }),
  );
}
