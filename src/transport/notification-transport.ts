import { type Configuration, loadConfiguration } from "../config/configuration.js";
import { defaults } from "../config/groups/default.js";
import { notifications } from "../config/groups/notifications.js";
import type {
  IncomingNotification,
  Listener,
  NotificationListenOptions,
  NotificationMessage,
  NotificationSource,
  NotifyOptions,
} from "../drivers/driver.js";
import { MessageDeliveryFailure } from "../errors/delivery-errors.js";
import { instrumentedNotification } from "../instruments/instruments.js";
import type { Logger } from "../log/logger.js";
import { standardErrorLogger } from "../log/standard-error.js";
import type { ContextFields } from "../messaging/request-context.js";
import type { Target } from "../messaging/target.js";
import { parseTransportUrl } from "../messaging/transport-url.js";
import { Requeuer } from "./requeuer.js";
import { type InstrumentationOption, Transport } from "./transport.js";

/** Options of a transport of notifications. */
export interface NotificationTransportOptions {
  /**
   * Where the messages go; when not given, `transport_url` of `[oslo_messaging_notifications]`, else that of
   * `[DEFAULT]`.
   */
  readonly url?: string | undefined;
  /** The options in force; read from the environment when not given. */
  readonly configuration?: Configuration | undefined;
  /** Gets what happens to connections, and every notification that cannot be sent. */
  readonly logger?: Logger | undefined;
  /**
   * Watches all that passes this transport: traces and metrics, say. Several are told in their order. Listeners may have
   * others of their own beside it.
   */
  readonly instrumentation?: InstrumentationOption | undefined;
}

/**
 * The way to send and to receive notifications (`oslo_messaging.NotificationTransport`). Connects at its first use;
 * shared by any number of notifiers and listeners.
 *
 * @example
 * ```ts
 * const notifications: NotificationTransport = getNotificationTransport({ url: "rabbit://127.0.0.1" });
 * await new Notifier(notifications, { driver: "messagingv2" }).info({}, "thing.created", { id: "a" });
 * await notifications.close();
 * ```
 */
export class NotificationTransport extends Transport {
  readonly #requeuers = new Set<Requeuer>();

  /** @internal Sends a notification; programs use a notifier. */
  sendNotification(
    target: Target,
    context: ContextFields,
    message: NotificationMessage,
    options: NotifyOptions,
  ): Promise<void> {
    const { instruments } = this;
    const send = (fields: ContextFields) => this.driver.sendNotification(target, fields, message, options);
    const operation = instruments?.started({
      type: "send-notification",
      notification: instrumentedNotification(message, context),
      target,
      transport: instruments.transport,
    });
    if (operation === undefined) return send(context);
    return operation.run(async () => {
      try {
        await send(operation.contextOf(context));
        operation.ended("ok");
      } catch (error) {
        operation.ended(error instanceof MessageDeliveryFailure ? "undelivered" : "refused", error);
        throw error;
      }
    });
  }

  /** @internal Subscribes to notifications; programs use a listener. */
  listenForNotifications(
    sources: readonly NotificationSource[],
    pool: string | undefined,
    onNotification: (notification: IncomingNotification) => void,
    options?: NotificationListenOptions,
  ): Listener {
    const requeuer = new Requeuer({ log: this.logger });
    const { instruments } = this;
    const onWatched = (notification: IncomingNotification) => {
      if (notification.redelivery.earlier > 0)
        instruments?.happened({ type: "redelivery", of: "notification" });
      onNotification(requeuer.watched(notification));
    };
    const listener = this.driver.listenForNotifications(sources, pool, onWatched, options);
    this.#requeuers.add(requeuer);
    return {
      ready: listener.ready,
      get attached() {
        return listener.attached;
      },
      get problems() {
        return listener.problems;
      },
      get repairs() {
        return listener.repairs;
      },
      onChange: (callback) => listener.onChange(callback),
      stop: async () => {
        await listener.stop();
        // Not before: this listener would get them again.
        this.#requeuers.delete(requeuer);
        requeuer.end();
      },
    };
  }

  override close(): Promise<void> {
    for (const requeuer of this.#requeuers) requeuer.end();
    this.#requeuers.clear();
    return super.close();
  }
}

/**
 * Makes a transport of notifications (`oslo_messaging.get_notification_transport`). The URL's scheme chooses the
 * driver, as with `getRpcTransport`.
 *
 * @throws {InvalidTransportURL} the URL cannot be read.
 * @throws {DriverLoadFailure} no driver has the URL's scheme.
 * @throws {ConfigurationError} an option in the URL's query or the environment is unknown or has a bad value.
 */
export function getNotificationTransport(options: NotificationTransportOptions = {}): NotificationTransport {
  const logger = options.logger ?? standardErrorLogger;
  const configuration =
    options.configuration ??
    loadConfiguration({ environment: process.env, ...(options.logger && { logger: options.logger }) });
  // As in oslo.messaging, an option that is set to nothing counts as not set.
  const configured =
    configuration.get(notifications.transportUrl) || configuration.get(defaults.transportUrl);
  const url = parseTransportUrl(options.url ?? configured);
  const { instrumentation } = options;
  return new NotificationTransport(url, configuration, logger, { instrumentation });
}
