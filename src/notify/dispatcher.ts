import type { IncomingNotification } from "../drivers/driver.js";
import type { Logger } from "../log/logger.js";
import { NoOpSerializer, type Serializer } from "../messaging/serializer.js";
import {
  batchCallback,
  type Callback,
  type Callbacks,
  callback,
  collectCallbacks,
  detailsOf,
  type EndpointRun,
} from "./callbacks.js";
import {
  type BatchNotificationEndpoint,
  type NotificationEndpoint,
  NotificationResult,
} from "./notification-endpoint.js";
import type { NotificationPriority } from "./priorities.js";
import { type ReceivedNotification, readNotification } from "./received-notification.js";
import { ServiceBatchNotificationEndpoint, serviceBatchCallback } from "./service-batch-endpoint.js";
import { ServiceNotificationEndpoint, serviceCallback } from "./service-notification-endpoint.js";

/** The notifications of one severity, as they are read and as they came. */
type Group = Map<ReceivedNotification, IncomingNotification>;

/**
 * Hands the notifications of a batch, which may be of one, to one endpoint after another, those of each severity
 * together (`notify.dispatcher.NotificationDispatcher` and `BatchNotificationDispatcher`).
 */
export class NotificationDispatcher {
  readonly #callbacks: Callbacks;
  readonly #log: Logger;
  readonly #serializer: Serializer;

  constructor(callbacks: Callbacks, log: Logger, serializer: Serializer = new NoOpSerializer()) {
    this.#callbacks = callbacks;
    this.#log = log;
    this.#serializer = serializer;
  }

  /** The severities that an endpoint has a method for. */
  get priorities(): readonly NotificationPriority[] {
    return [...this.#callbacks.keys()];
  }

  /** Returns those of the notifications that are to be given back. Never rejects. */
  async dispatch(batch: readonly IncomingNotification[]): Promise<ReadonlySet<IncomingNotification>> {
    const requeued = new Set<IncomingNotification>();
    for (const [priority, group] of this.#groups(batch, requeued)) {
      for (const found of this.#callbacks.get(priority) ?? []) await this.#hand(found, group, requeued);
    }
    return requeued;
  }

  /** In alphabetical order of the severities, as Python has them. */
  #groups(
    batch: readonly IncomingNotification[],
    unreadable: Set<IncomingNotification>,
  ): readonly (readonly [NotificationPriority, Group])[] {
    const groups = new Map<NotificationPriority, Group>();
    for (const one of batch) {
      const notification = this.#read(one);
      if (notification === "unreadable") unreadable.add(one);
      else if (notification !== undefined) {
        const group: Group = groups.get(notification.priority) ?? new Map();
        groups.set(notification.priority, group.set(notification, one));
      }
    }
    return [...groups].sort(([left], [right]) => (left < right ? -1 : 1));
  }

  /** Reads a notification; what no endpoint can be meant by is logged and gives undefined. */
  #read(incoming: IncomingNotification): ReceivedNotification | "unreadable" | undefined {
    try {
      const notification = readNotification(incoming, this.#serializer);
      if (notification === undefined) {
        const { priority, event_type: eventType } = incoming.message;
        this.#log.warn(
          { priority, eventType },
          "A notification has no event type, or no severity that there is",
        );
      }
      return notification;
    } catch (error) {
      const { event_type: eventType, publisher_id: publisherId, message_id: messageId } = incoming.message;
      const fields = { eventType, publisherId, messageId, err: error };
      this.#log.error(fields, "A notification could not be deserialized");
      return "unreadable";
    }
  }

  /** Takes what an endpoint gives back out of its group: it is kept from those after it. */
  async #hand(found: Callback, group: Group, requeued: Set<IncomingNotification>): Promise<void> {
    if (group.size === 0) return;
    for (const run of runsOf(found, [...group.keys()])) {
      if ((await this.#answerOf(run)) !== NotificationResult.REQUEUE) continue;
      for (const one of run.share) {
        const incoming = group.get(one);
        if (incoming !== undefined) requeued.add(incoming);
        group.delete(one);
      }
    }
  }

  /** An exception of the endpoint is logged and counts as `requeue`. */
  async #answerOf({ run, share }: EndpointRun): Promise<unknown> {
    try {
      return await run();
    } catch (error) {
      this.#log.error({ ...detailsOf(share), err: error }, "A notification endpoint raised an exception");
      return NotificationResult.REQUEUE;
    }
  }
}

/** The runs an endpoint wants; when its filter throws, one that throws the same. */
function runsOf(found: Callback, notifications: readonly ReceivedNotification[]): readonly EndpointRun[] {
  try {
    return found(notifications);
  } catch (error) {
    const run = () => {
      throw error;
    };
    return [{ run, share: notifications }];
  }
}

/** Hands on each notification by itself. */
export function dispatcherOf(
  endpoints: readonly (NotificationEndpoint | ServiceNotificationEndpoint)[],
  log: Logger,
  serializer?: Serializer,
): NotificationDispatcher {
  const callbacks = collectCallbacks(endpoints, (endpoint, priority) =>
    endpoint instanceof ServiceNotificationEndpoint
      ? serviceCallback(endpoint, priority, log)
      : callback(endpoint, priority),
  );
  return new NotificationDispatcher(callbacks, log, serializer);
}

/** Hands on those of a batch together. */
export function batchDispatcherOf(
  endpoints: readonly (BatchNotificationEndpoint | ServiceBatchNotificationEndpoint)[],
  log: Logger,
  serializer?: Serializer,
): NotificationDispatcher {
  const callbacks = collectCallbacks(endpoints, (endpoint, priority) =>
    endpoint instanceof ServiceBatchNotificationEndpoint
      ? serviceBatchCallback(endpoint, priority, log)
      : batchCallback(endpoint, priority),
  );
  return new NotificationDispatcher(callbacks, log, serializer);
}
