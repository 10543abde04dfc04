import { checkNotificationTransport } from "../transport/check-transport.js";
import type { NotificationTransport } from "../transport/notification-transport.js";
import { dispatcherOf } from "./dispatcher.js";
import type { NotificationEndpoint } from "./notification-endpoint.js";
import {
  dispatcherOptions,
  type ListenerOptions,
  NotificationServerBase,
} from "./notification-server-base.js";
import type { ServiceNotificationEndpoint } from "./service-notification-endpoint.js";

/** Options of a notification listener. */
export interface NotificationListenerOptions extends ListenerOptions {
  /** Each gets every notification, one after another, until one gives it back. */
  readonly endpoints: readonly (NotificationEndpoint | ServiceNotificationEndpoint)[];
}

/**
 * Hands notifications to endpoints, one at a time (`oslo_messaging.get_notification_listener`). Of several listeners on
 * a topic each notification reaches one. As many are worked on at once as `executor_thread_pool_size` says.
 *
 * @example
 * ```ts
 * const listener = new NotificationListener(notifications, {
 *   targets: [{ topic: "notifications" }],
 *   endpoints: [{ info: (ctx, _publisherId, eventType, payload) => console.log(ctx.projectId, eventType, payload) }],
 * });
 * await listener.start();
 * ```
 */
export class NotificationListener extends NotificationServerBase {
  /**
   * Listens to nothing yet: `start` does.
   *
   * @throws {InvalidTransport} the transport is not one of notifications.
   * @throws {InvalidTarget} there is no target, or no endpoint with a method for a severity.
   */
  constructor(transport: NotificationTransport, options: NotificationListenerOptions) {
    checkNotificationTransport(transport, "A notification listener");
    const { endpoints } = options;
    const dispatcher = dispatcherOf(endpoints, transport.logger, dispatcherOptions(transport, options));
    super(transport, options, dispatcher, { batchSize: 1 });
  }
}
