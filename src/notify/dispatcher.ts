import type { IncomingNotification } from "../drivers/driver.js";
import { InvalidPayload } from "../errors/rpc-errors.js";
import type { Logger } from "../log/logger.js";
import type { Serializer } from "../messaging/serializer.js";
import { type Callback, collectCallbacks } from "./callbacks.js";
import { DispatcherBase, detailsOf, logBroken } from "./dispatcher-base.js";
import {
  type NotificationAnswer,
  type NotificationEndpoint,
  NotificationResult,
} from "./notification-endpoint.js";
import type { NotificationPriority } from "./priorities.js";
import type { ReceivedNotification } from "./received-notification.js";
import { ServiceNotificationEndpoint, serviceCallback } from "./service-notification-endpoint.js";

/** Hands each notification to one endpoint after another (`notify.dispatcher.NotificationDispatcher`). */
export class NotificationDispatcher extends DispatcherBase<Callback> {
  constructor(
    endpoints: readonly (NotificationEndpoint | ServiceNotificationEndpoint)[],
    log: Logger,
    serializer?: Serializer,
  ) {
    super(collectCallbacks(endpoints, callbackOf), log, serializer);
  }

  async dispatch(batch: readonly IncomingNotification[]): Promise<ReadonlySet<IncomingNotification>> {
    const requeued = new Set<IncomingNotification>();
    for (const incoming of batch) if (await this.#isRequeued(incoming)) requeued.add(incoming);
    return requeued;
  }

  /** The first endpoint that gives it back keeps it from the others. */
  async #isRequeued(incoming: IncomingNotification): Promise<boolean> {
    const notification = this.read(incoming);
    if (notification === "unreadable") return true;
    if (notification === undefined) return false;
    for (const callback of this.callbacks.get(notification.priority) ?? []) {
      const run = () => this.#select(callback, notification)?.();
      if ((await this.run(run, detailsOf(notification))) === NotificationResult.REQUEUE) return true;
    }
    return false;
  }

  #select(callback: Callback, notification: ReceivedNotification): (() => NotificationAnswer) | undefined {
    try {
      return callback.select(notification);
    } catch (error) {
      if (!(error instanceof InvalidPayload)) throw error;
      logBroken(notification, error, this.log);
      return undefined;
    }
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
