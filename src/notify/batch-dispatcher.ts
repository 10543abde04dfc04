import type { IncomingNotification } from "../drivers/driver.js";
import type { Logger } from "../log/logger.js";
import { NoOpSerializer, type Serializer } from "../messaging/serializer.js";
import { type Callbacks, collectCallbacks } from "./callbacks.js";
import { type Dispatcher, readOrWarn, runCallback } from "./dispatcher.js";
import { type BatchNotificationEndpoint, NotificationResult } from "./notification-endpoint.js";
import type { NotificationPriority } from "./priorities.js";
import type { ReceivedNotification } from "./received-notification.js";

/** The notifications of one severity, as they came and as they are read. */
interface Group {
  readonly incoming: IncomingNotification[];
  readonly received: ReceivedNotification[];
}

/**
 * Hands the notifications of a batch to the endpoints, those of each severity together
 * (`notify.dispatcher.BatchNotificationDispatcher`).
 */
export class BatchNotificationDispatcher implements Dispatcher {
  readonly #callbacks: Callbacks<readonly ReceivedNotification[]>;
  readonly #serializer: Serializer;
  readonly #log: Logger;

  constructor(
    endpoints: readonly BatchNotificationEndpoint[],
    log: Logger,
    serializer: Serializer = new NoOpSerializer(),
  ) {
    this.#callbacks = collectCallbacks(endpoints, (endpoint, priority) => {
      if (endpoint[priority] === undefined) return undefined;
      return {
        select(notifications) {
          const { filterRule } = endpoint;
          const wanted =
            filterRule === undefined ? notifications : notifications.filter((one) => filterRule.match(one));
          return wanted.length === 0 ? undefined : () => endpoint[priority]?.(wanted);
        },
      };
    });
    this.#serializer = serializer;
    this.#log = log;
  }

  get priorities(): readonly NotificationPriority[] {
    return [...this.#callbacks.keys()];
  }

  async dispatch(batch: readonly IncomingNotification[]): Promise<ReadonlySet<IncomingNotification>> {
    const requeued = new Set<IncomingNotification>();
    for (const [priority, { incoming, received }] of this.#groups(batch, requeued)) {
      if (await this.#isRequeued(priority, received)) for (const one of incoming) requeued.add(one);
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
      const notification = readOrWarn(one, this.#serializer, this.#log);
      if (notification === "unreadable") unreadable.add(one);
      else if (notification !== undefined) {
        const group = groups.get(notification.priority) ?? { incoming: [], received: [] };
        groups.set(notification.priority, group);
        group.incoming.push(one);
        group.received.push(notification);
      }
    }
    return [...groups].sort(([left], [right]) => (left < right ? -1 : 1));
  }

  async #isRequeued(
    priority: NotificationPriority,
    received: readonly ReceivedNotification[],
  ): Promise<boolean> {
    for (const callback of this.#callbacks.get(priority) ?? []) {
      const run = callback.select(received);
      if (run === undefined) continue;
      const details = { priority, notifications: received.length };
      if ((await runCallback(run, details, this.#log)) === NotificationResult.REQUEUE) return true;
    }
    return false;
  }
}
