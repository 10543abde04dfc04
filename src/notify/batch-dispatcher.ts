import type { IncomingNotification } from "../drivers/driver.js";
import type { Logger } from "../log/logger.js";
import type { Serializer } from "../messaging/serializer.js";
import { type BatchCallback, type BatchRun, collectCallbacks } from "./callbacks.js";
import { DispatcherBase } from "./dispatcher-base.js";
import { type BatchNotificationEndpoint, NotificationResult } from "./notification-endpoint.js";
import type { NotificationPriority } from "./priorities.js";
import type { ReceivedNotification } from "./received-notification.js";
import { ServiceBatchNotificationEndpoint, serviceBatchCallback } from "./service-batch-endpoint.js";

/** The notifications of one severity, as they are read and as they came. */
type Group = Map<ReceivedNotification, IncomingNotification>;

/**
 * Hands the notifications of a batch to the endpoints, those of each severity together
 * (`notify.dispatcher.BatchNotificationDispatcher`).
 */
export class BatchNotificationDispatcher extends DispatcherBase<BatchCallback> {
  constructor(
    endpoints: readonly (BatchNotificationEndpoint | ServiceBatchNotificationEndpoint)[],
    log: Logger,
    serializer?: Serializer,
  ) {
    const callbackOf = (endpoint: (typeof endpoints)[number], priority: NotificationPriority) =>
      endpoint instanceof ServiceBatchNotificationEndpoint
        ? serviceBatchCallback(endpoint, priority, log)
        : plainCallback(endpoint, priority);
    super(collectCallbacks(endpoints, callbackOf), log, serializer);
  }

  async dispatch(batch: readonly IncomingNotification[]): Promise<ReadonlySet<IncomingNotification>> {
    const requeued = new Set<IncomingNotification>();
    for (const [priority, group] of this.#groups(batch, requeued)) {
      await this.#hand(priority, group, requeued);
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
      const notification = this.read(one);
      if (notification === "unreadable") unreadable.add(one);
      else if (notification !== undefined) {
        const group: Group = groups.get(notification.priority) ?? new Map();
        groups.set(notification.priority, group.set(notification, one));
      }
    }
    return [...groups].sort(([left], [right]) => (left < right ? -1 : 1));
  }

  /** Hands a batch on to the endpoints; those after one that gives it back do not get it. */
  async #hand(
    priority: NotificationPriority,
    group: Group,
    requeued: Set<IncomingNotification>,
  ): Promise<void> {
    for (const callback of this.callbacks.get(priority) ?? []) {
      for (const { run, share } of runsOf(callback, [...group.keys()])) {
        const details = { priority, notifications: share.length };
        if ((await this.run(run, details)) !== NotificationResult.REQUEUE) continue;
        for (const one of share) {
          const incoming = group.get(one);
          if (incoming !== undefined) requeued.add(incoming);
          group.delete(one);
        }
      }
    }
  }
}

/** The runs that an endpoint wants; when its filter throws, that it has thrown. */
function runsOf(
  callback: BatchCallback,
  notifications: readonly ReceivedNotification[],
): readonly BatchRun[] {
  try {
    return callback(notifications);
  } catch (error) {
    const run = () => {
      throw error;
    };
    return [{ run, share: notifications }];
  }
}

/** As in Python `requeue` gives back all of the severity, those too that the filter passed over. */
function plainCallback(
  endpoint: BatchNotificationEndpoint,
  priority: NotificationPriority,
): BatchCallback | undefined {
  if (endpoint[priority] === undefined) return undefined;
  return (share) => {
    const wanted = share.filter((one) => endpoint.filterRule?.match(one) !== false);
    return wanted.length === 0 ? [] : [{ run: () => endpoint[priority]?.(wanted), share }];
  };
}
