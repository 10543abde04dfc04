import type { IncomingNotification } from "../drivers/driver.js";
import { InvalidPayload } from "../errors/rpc-errors.js";
import type { Logger } from "../log/logger.js";
import { NoOpSerializer, type Serializer } from "../messaging/serializer.js";
import { type Callback, type Callbacks, collectCallbacks } from "./callbacks.js";
import { type NotificationEndpoint, NotificationResult } from "./notification-endpoint.js";
import type { NotificationPriority } from "./priorities.js";
import { type ReceivedNotification, readNotification } from "./received-notification.js";
import { ServiceNotificationEndpoint, serviceCallback } from "./service-notification-endpoint.js";

/** Hands notifications to endpoints. */
export interface Dispatcher {
  /** The severities that an endpoint has a method for. */
  readonly priorities: readonly NotificationPriority[];
  /** Returns those of the notifications that are to be given back. Never rejects. */
  dispatch(batch: readonly IncomingNotification[]): Promise<ReadonlySet<IncomingNotification>>;
}

/** Hands each notification to one endpoint after another (`notify.dispatcher.NotificationDispatcher`). */
export class NotificationDispatcher implements Dispatcher {
  readonly #callbacks: Callbacks<Callback>;
  readonly #serializer: Serializer;
  readonly #log: Logger;

  constructor(
    endpoints: readonly (NotificationEndpoint | ServiceNotificationEndpoint)[],
    log: Logger,
    serializer: Serializer = new NoOpSerializer(),
  ) {
    this.#callbacks = collectCallbacks(endpoints, callbackOf);
    this.#serializer = serializer;
    this.#log = log;
  }

  get priorities(): readonly NotificationPriority[] {
    return [...this.#callbacks.keys()];
  }

  async dispatch(batch: readonly IncomingNotification[]): Promise<ReadonlySet<IncomingNotification>> {
    const requeued = new Set<IncomingNotification>();
    for (const incoming of batch) if (await this.#isRequeued(incoming)) requeued.add(incoming);
    return requeued;
  }

  /** The first endpoint that gives it back keeps it from the others. */
  async #isRequeued(incoming: IncomingNotification): Promise<boolean> {
    const notification = readOrWarn(incoming, this.#serializer, this.#log);
    if (notification === "unreadable") return true;
    if (notification === undefined) return false;
    for (const callback of this.#callbacks.get(notification.priority) ?? []) {
      if ((await this.#run(callback, notification)) === NotificationResult.REQUEUE) return true;
    }
    return false;
  }

  async #run(callback: Callback, notification: ReceivedNotification): Promise<unknown> {
    try {
      const run = callback.select(notification);
      if (run !== undefined) return await runCallback(run, detailsOf(notification), this.#log);
    } catch (error) {
      if (!(error instanceof InvalidPayload)) throw error;
      logBroken(notification, error, this.#log);
    }
    return NotificationResult.HANDLED;
  }
}

function detailsOf({ eventType, publisherId, metadata }: ReceivedNotification) {
  return { eventType, publisherId, messageId: metadata.message_id };
}

/** For one that counts as handled: given back, it would come again as it is. */
export function logBroken(notification: ReceivedNotification, error: InvalidPayload, log: Logger): void {
  log.error({ ...detailsOf(notification), reason: error.message }, "A notification breaks its definition");
}

/** Runs a method; what it throws is logged and counts as `requeue`. */
export async function runCallback(
  run: () => unknown,
  details: Readonly<Record<string, unknown>>,
  log: Logger,
): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    log.error({ ...details, error }, "A notification endpoint raised an exception");
    return NotificationResult.REQUEUE;
  }
}

/** Reads a notification; what no endpoint can be meant by is logged and gives undefined. */
export function readOrWarn(
  incoming: IncomingNotification,
  serializer: Serializer,
  log: Logger,
): ReceivedNotification | "unreadable" | undefined {
  try {
    const notification = readNotification(incoming, serializer);
    if (notification === undefined) {
      const { priority, event_type: eventType } = incoming.message;
      log.warn({ priority, eventType }, "A notification has no event type, or no severity that there is");
    }
    return notification;
  } catch (error) {
    log.error({ error }, "A notification could not be deserialized");
    return "unreadable";
  }
}

function callbackOf(
  endpoint: NotificationEndpoint | ServiceNotificationEndpoint,
  priority: NotificationPriority,
): Callback | undefined {
  if (endpoint instanceof ServiceNotificationEndpoint) return serviceCallback(endpoint, priority);
  if (endpoint[priority] === undefined) return undefined;
  return {
    select(notification) {
      if (endpoint.filterRule?.match(notification) === false) return undefined;
      const { context, publisherId, eventType, payload, metadata } = notification;
      return () => endpoint[priority]?.(context, publisherId, eventType, payload, metadata);
    },
  };
}
