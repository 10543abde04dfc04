import { checkNotificationTransport } from "../transport/check-transport.js";
import type { NotificationTransport } from "../transport/notification-transport.js";
import { batchDispatcherOf } from "./dispatcher.js";
import type { BatchNotificationEndpoint } from "./notification-endpoint.js";
import {
  type BatchOptions,
  dispatcherOptions,
  type ListenerOptions,
  NotificationServerBase,
} from "./notification-server-base.js";
import type { ServiceBatchNotificationEndpoint } from "./service-batch-endpoint.js";

/** Options of a listener that takes notifications in batches. */
export interface BatchNotificationListenerOptions extends ListenerOptions, BatchOptions {
  /** Each gets every batch, one after another, until one gives it back. */
  readonly endpoints: readonly (BatchNotificationEndpoint | ServiceBatchNotificationEndpoint)[];
}

/**
 * Hands notifications to endpoints in batches (`oslo_messaging.get_batch_notification_listener`). A batch is handed on
 * when it is full, when its first notification has waited for `batchTimeout` seconds, and when the listener stops; its
 * notifications are told apart by severity, and settled together.
 *
 * @example
 * ```ts
 * const listener = new BatchNotificationListener(notifications, {
 *   targets: [{ topic: "metering" }],
 *   endpoints: [{ sample: (batch) => console.log(batch.map(({ payload }) => payload)) }],
 *   batchSize: 100,
 *   batchTimeout: 5,
 * });
 * await listener.start();
 * ```
 */
export class BatchNotificationListener extends NotificationServerBase {
  /**
   * Listens to nothing yet: `start` does.
   *
   * @throws {InvalidTransport} the transport is not one of notifications.
   * @throws {InvalidTarget} there is no target, or no endpoint with a method for a severity.
   * @throws {RangeError} the batch size is no integer from 1 up, or the timeout is negative.
   */
  constructor(transport: NotificationTransport, options: BatchNotificationListenerOptions) {
    checkNotificationTransport(transport, "A notification listener");
    const { endpoints, batchSize, batchTimeout = 0 } = options;
    if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
      throw new RangeError(`batchSize must be an integer from 1 up, not ${String(batchSize)}`);
    }
    if (!(batchTimeout >= 0)) throw new RangeError(`batchTimeout must be a number of seconds from 0 up`);
    const dispatcher = batchDispatcherOf(endpoints, transport.logger, dispatcherOptions(transport, options));
    super(transport, options, dispatcher, options);
  }
}
