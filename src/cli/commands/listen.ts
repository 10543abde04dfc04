import type { Command } from "commander";
import { notifications } from "../../config/groups/notifications.js";
import { serveHealth } from "../../health/serve-health.js";
import type { HttpServer } from "../../http/listen.js";
import { stringifyJson } from "../../json/json.js";
import { loggerOf } from "../../log/logger.js";
import { escapeControls, oneLine } from "../../log/one-line.js";
import { NotificationFilter } from "../../notify/filter.js";
import type { NotificationEndpoint } from "../../notify/notification-endpoint.js";
import { NotificationListener } from "../../notify/notification-listener.js";
import { type NotificationPriority, notificationPriorities } from "../../notify/priorities.js";
import type { ReceivedNotification } from "../../notify/received-notification.js";
import { CommandFailure } from "../../terminal/command-failure.js";
import { UsageError } from "../../terminal/usage-error.js";
import {
  collect,
  commandLogger,
  secondsParser,
  type TransportCommandOptions,
  withTransportOptions,
} from "../common-options.js";
import { Ending, endWhenUnreachable } from "../ending.js";
import { type HttpCommandOptions, httpOptions, withHttpOptions } from "../http-options.js";
import {
  commandNotificationTransport,
  type FilterOptions,
  readFilterRules,
  readPriority,
} from "../notification-options.js";

interface ListenCommandOptions extends TransportCommandOptions, FilterOptions, HttpCommandOptions {
  readonly priority?: readonly NotificationPriority[];
  readonly exchange?: string;
  readonly pool?: string;
  readonly count?: number;
  readonly timeout?: number;
}

const notes = `
What is listened to is taken: of several listeners on a topic each notification reaches one, and this command takes
those too that its rules leave out. Patterns are regular expressions that match from the beginning of a text on.

Examples:
  oslo-rpc listen notifications
  oslo-rpc listen notifications --priority error --event-type 'compute\\.' --payload state=error --json`;

/** The command `listen`. */
export function defineListen(command: Command): Command {
  return withTransportOptions(withHttpOptions(command, "/health and /ready"))
    .argument("[topics...]", "topics, without the priority (default: topics of the configuration)")
    .option("--priority <name>", "listen to this priority; may be repeated (default: all)", collectPriority)
    .option("--publisher <pattern>", "only of publishers that match")
    .option("--event-type <pattern>", "only of event types that match")
    .option(
      "--context <name=pattern>",
      "only with a field of the context that matches; may be repeated",
      collect,
    )
    .option("--metadata <name=pattern>", "only with a message_id or timestamp that matches", collect)
    .option(
      "--payload <name=pattern>",
      "only with a member of the payload that matches; may be repeated",
      collect,
    )
    .option("--exchange <name>", "exchange of the topics (default: that of the configuration)")
    .option("--pool <name>", "take copies that the listeners of this pool share; not over amqp://")
    .option("--count <number>", "end after so many", readCount)
    .option(
      "--timeout <seconds>",
      "end after so long; with --count that is a failure",
      secondsParser("--timeout"),
    )
    .option("--json", "print each as a JSON object on a line of its own")
    .addHelpText("after", notes)
    .action(listen);
}

async function listen(words: readonly string[], options: ListenCommandOptions): Promise<void> {
  const { priority = notificationPriorities, pool, json = false } = options;
  const http = httpOptions(options);
  const filterRule = new NotificationFilter(readFilterRules(options));
  // It may run for long: what happens to its connection is not to be missed.
  const given = commandLogger(options, "warn");
  // With --http it is a service, which waits for its peer.
  const waits = http !== undefined;
  let isListening = false;
  // Else what keeps it from beginning is its error, and told as that.
  const log = loggerOf((level, fields, message) => {
    if (isListening || waits || options.debug) given[level](fields, message);
  });
  const transport = commandNotificationTransport(options, log);
  const topics = words.length > 0 ? words : transport.configuration.get(notifications.topics);
  const { count, timeout } = options;
  const ended = new Ending(count, timeout);
  const unwatch = waits ? () => {} : endWhenUnreachable(transport, ended);
  let health: HttpServer | undefined;
  const show = (notification: ReceivedNotification) => {
    if (!ended.take()) return;
    process.stdout.write(`${json ? jsonLine(notification) : textLine(notification)}\n`);
    ended.check();
  };
  try {
    const listener = new NotificationListener(transport, {
      targets: topics.map((topic) => ({ topic })),
      endpoints: [printingEndpoint(priority, filterRule, show)],
      pool,
    });
    if (http !== undefined) {
      health = await serveHealth({ ...http, of: [listener] });
      process.stderr.write(`Health on ${health.url}/health and /ready\n`);
    }
    const place = `notifications of ${oneLine(topics.join(", "))}`;
    const started = listener.start().then(() => {
      isListening = true;
      unwatch();
      process.stderr.write(`Listening to ${place}\n`);
    });
    await Promise.race([started, ended.promise]);
    await ended.promise;
    await listener.stop();
    if (ended.isLate && !isListening) {
      const question = `is a router or broker running at ${transport.url}?`;
      throw new CommandFailure(`Listening to ${place} did not begin within ${timeout} s; ${question}`);
    }
    if (ended.isLate && count !== undefined)
      throw new CommandFailure(`${ended.left} of ${count} notifications did not come within ${timeout} s`);
  } finally {
    unwatch();
    ended.cancel();
    await health?.close();
    await transport.close();
  }
}

function printingEndpoint(
  priorities: readonly NotificationPriority[],
  filterRule: NotificationFilter,
  show: (notification: ReceivedNotification) => void,
): NotificationEndpoint {
  const endpoint: NotificationEndpoint = { filterRule };
  for (const priority of priorities) {
    endpoint[priority] = (context, publisherId, eventType, payload, metadata) =>
      show({ context, publisherId, eventType, priority, payload, metadata });
  }
  return endpoint;
}

function jsonLine({
  context,
  publisherId,
  eventType,
  priority,
  payload,
  metadata,
}: ReceivedNotification): string {
  const { message_id, timestamp } = metadata;
  const text = stringifyJson({
    message_id,
    timestamp,
    priority: priority.toUpperCase(),
    publisher_id: publisherId,
    event_type: eventType,
    payload,
    context: context.fields,
  });
  return escapeControls(text);
}

function textLine({ publisherId, eventType, priority, payload, metadata }: ReceivedNotification): string {
  const parts = [metadata.timestamp ?? "-", priority.toUpperCase(), publisherId ?? "-", eventType];
  return oneLine(`${parts.join(" ")} ${stringifyJson(payload ?? null)}`);
}

function collectPriority(
  word: string,
  former: readonly NotificationPriority[] = [],
): readonly NotificationPriority[] {
  return [...former, readPriority(word)];
}

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new UsageError(`--count takes an integer from 1 up, not ${JSON.stringify(text)}`);
}
