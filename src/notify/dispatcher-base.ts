import type { IncomingNotification } from "../drivers/driver.js";
import type { InvalidPayload } from "../errors/rpc-errors.js";
import type { Logger } from "../log/logger.js";
import { NoOpSerializer, type Serializer } from "../messaging/serializer.js";
import type { Callbacks } from "./callbacks.js";
import { NotificationResult } from "./notification-endpoint.js";
import type { NotificationPriority } from "./priorities.js";
import { type ReceivedNotification, readNotification } from "./received-notification.js";

/** Hands notifications to endpoints. */
export interface Dispatcher {
  /** The severities that an endpoint has a method for. */
  readonly priorities: readonly NotificationPriority[];
  /** Returns those of the notifications that are to be given back. Never rejects. */
  dispatch(batch: readonly IncomingNotification[]): Promise<ReadonlySet<IncomingNotification>>;
}

/** The common part of dispatchers, whether they hand on one notification or many at a time. */
export abstract class DispatcherBase<Found> implements Dispatcher {
  protected readonly callbacks: Callbacks<Found>;
  protected readonly log: Logger;
  readonly #serializer: Serializer;

  constructor(callbacks: Callbacks<Found>, log: Logger, serializer: Serializer = new NoOpSerializer()) {
    this.callbacks = callbacks;
    this.log = log;
    this.#serializer = serializer;
  }

  get priorities(): readonly NotificationPriority[] {
    return [...this.callbacks.keys()];
  }

  abstract dispatch(batch: readonly IncomingNotification[]): Promise<ReadonlySet<IncomingNotification>>;

  /** Reads a notification; what no endpoint can be meant by is logged and gives undefined. */
  protected read(incoming: IncomingNotification): ReceivedNotification | "unreadable" | undefined {
    try {
      const notification = readNotification(incoming, this.#serializer);
      if (notification === undefined) {
        const { priority, event_type: eventType } = incoming.message;
        this.log.warn(
          { priority, eventType },
          "A notification has no event type, or no severity that there is",
        );
      }
      return notification;
    } catch (error) {
      this.log.error({ error }, "A notification could not be deserialized");
      return "unreadable";
    }
  }

  /** Runs what is an endpoint's; what it throws is logged and counts as `requeue`. */
  protected async run(run: () => unknown, details: Readonly<Record<string, unknown>>): Promise<unknown> {
    try {
      return await run();
    } catch (error) {
      this.log.error({ ...details, error }, "A notification endpoint raised an exception");
      return NotificationResult.REQUEUE;
    }
  }
}

/** Details for log lines that tell which notification it is. */
export function detailsOf({ eventType, publisherId, metadata }: ReceivedNotification) {
  return { eventType, publisherId, messageId: metadata.message_id };
}

/** For one that counts as handled: given back, it would come again as it is. */
export function logBroken(notification: ReceivedNotification, error: InvalidPayload, log: Logger): void {
  log.error({ ...detailsOf(notification), reason: error.message }, "A notification breaks its definition");
}
