import { type Command, Option } from "commander";
import { notifications } from "../../config/groups/notifications.js";
import { readWord } from "../../definition/argument-word.js";
import type { ContextFields } from "../../messaging/request-context.js";
import { safeContext } from "../../notify/context.js";
import { notificationMessage } from "../../notify/message.js";
import type { NotificationPriority } from "../../notify/priorities.js";
import { CommandFailure } from "../../terminal/command-failure.js";
import { UsageError } from "../../terminal/usage-error.js";
import { warn } from "../../terminal/warn.js";
import { type Timer, timers } from "../../time/timers.js";
import type { NotificationTransport } from "../../transport/notification-transport.js";
import { NotificationValidator } from "../../validation/notification-validator.js";
import { readContext } from "../arguments.js";
import { askPeer } from "../ask-peer.js";
import { secondsParser, type TransportCommandOptions, withTransportOptions } from "../common-options.js";
import { whenUnreachable } from "../ending.js";
import { commandNotificationTransport, readPriority } from "../notification-options.js";
import { readDefinition } from "../requests.js";

interface NotifyCommandOptions extends TransportCommandOptions {
  readonly publisher?: string;
  readonly priority: NotificationPriority;
  readonly driver: "messaging" | "messagingv2";
  readonly context?: ContextFields;
  readonly exchange?: string;
  readonly retry?: number;
  readonly timeout?: number;
  readonly schema?: string;
}

const notes = `
Over amqp:// the command waits until a listener has handled the notification, at most default_notify_timeout
seconds, and at most --timeout seconds over any transport.

Examples:
  oslo-rpc notify notifications compute.instance.create '{"id": 1}' --publisher compute.host1
  oslo-rpc notify notifications disk.full /dev/sda1 --priority error`;

/** The command `notify`. */
export function defineNotify(command: Command): Command {
  return withTransportOptions(command)
    .argument("<topic>", "topic, without the priority")
    .argument("<event-type>", "what has happened")
    .argument("<payload>", "JSON, or else a text")
    .option("--publisher <id>", "who sends it")
    .option("--priority <name>", "audit, debug, info, warn, error, critical or sample", readPriority, "info")
    .addOption(
      new Option("--driver <name>", "form of the message: with an envelope, or plain for old listeners")
        .choices(["messagingv2", "messaging"])
        .default("messagingv2"),
    )
    .option("--context <json>", "who and what it is about, as fields of oslo.context", readContext)
    .option("--exchange <name>", "exchange of the topic (default: that of the configuration)")
    .option(
      "--retry <times>",
      "how often delivery is tried again, also where no peer can be reached: 0 never, -1 without limit",
      readRetry,
    )
    .option("--timeout <seconds>", "how long delivery may take", secondsParser("--timeout"))
    .option("--schema <file>", "service definition that the payload has to fit")
    .option("--json", "tell errors as JSON")
    .addHelpText("after", notes)
    .action(notify);
}

async function notify(
  topic: string,
  eventType: string,
  word: string,
  options: NotifyCommandOptions,
): Promise<void> {
  const { publisher, priority, driver, context = {}, schema } = options;
  const value = readWord(word, (why) => warn(`The payload ${why}`, options));
  const payload = schema === undefined ? value : checkedPayload(schema, eventType, value);
  await askPeer(commandNotificationTransport(options), "delivery", async (transport) => {
    // Not by a notifier, which only logs that a notification could not be sent.
    const sent = transport.sendNotification(
      { topic },
      safeContext(context),
      notificationMessage(publisher ?? null, eventType, priority, payload),
      {
        enveloped: driver === "messagingv2",
        retry: options.retry ?? transport.configuration.get(notifications.retry),
      },
    );
    await delivered(sent, eventType, transport, options);
  });
}

/** Waits for the delivery while there is time, and while the peer can be reached. @throws what says why it ends */
async function delivered(
  sent: Promise<void>,
  eventType: string,
  transport: NotificationTransport,
  { timeout, retry }: NotifyCommandOptions,
): Promise<void> {
  let timer: Timer | undefined;
  let unwatch: (() => void) | undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    const late = new CommandFailure(`Notification ${eventType} was not delivered within ${timeout} s`);
    if (timeout !== undefined) timer = timers.after(timeout * 1000, () => reject(late));
    // Who says how often it is tried again waits for a peer.
    if (retry === undefined) unwatch = whenUnreachable(transport, reject);
  });
  try {
    await Promise.race([sent, ended]);
  } finally {
    timer?.cancel();
    unwatch?.();
  }
}

function checkedPayload(schema: string, eventType: string, payload: unknown): unknown {
  const validator = new NotificationValidator(readDefinition(schema));
  return validator.incomingPayload(eventType, payload);
}

function readRetry(text: string): number {
  const retry = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(retry) && retry >= -1) return retry;
  throw new UsageError(`--retry takes an integer from -1 up, not ${JSON.stringify(text)}`);
}
