import { notifications } from "../config/groups/notifications.js";
import { checkAddressName } from "../messaging/address-names.js";
import { type ContextFields, RequestContext } from "../messaging/request-context.js";
import { checkRetry } from "../messaging/retry.js";
import { NoOpSerializer, type Serializer } from "../messaging/serializer.js";
import { checkNotificationTransport } from "../transport/check-transport.js";
import type { NotificationTransport } from "../transport/notification-transport.js";
import { safeContext } from "./context.js";
import { makeNotifierDriver } from "./drivers/make-driver.js";
import { noopDriver } from "./drivers/noop.js";
import type { NotifierDriver } from "./drivers/notifier-driver.js";
import { notificationMessage } from "./message.js";
import type { NotificationPriority } from "./priorities.js";

/** Options that `Notifier.prepare` may change. */
export interface NotifierPrepareOptions {
  /** Who sends: `compute.host1`. */
  readonly publisherId?: string | undefined;
  /** Number of further attempts at delivery: -1 without limit, 0 none; `retry` of the configuration when not given. */
  readonly retry?: number | undefined;
}

/** Options of a notifier. What is not given is taken from `[oslo_messaging_notifications]`. */
export interface NotifierOptions extends NotifierPrepareOptions {
  /**
   * The drivers that send: messaging, messagingv2, log, routing, test, noop, or a driver of your own, or several.
   * Without one here and in the configuration nothing is sent.
   */
  readonly driver?: string | NotifierDriver | readonly (string | NotifierDriver)[] | undefined;
  /** Topics that every notification is sent to. */
  readonly topics?: readonly string[] | undefined;
  /** Writes contexts and payloads; without, they go as they are. */
  readonly serializer?: Serializer | undefined;
}

/**
 * Tells whoever listens what happens (`oslo_messaging.Notifier`). Of the context only those fields of oslo.context are
 * sent that hold no secret.
 *
 * The methods resolve when every driver is done, over AMQP 1.0 when a listener has handled the notification. They
 * never reject because it could not be sent: that is logged, at the latest after `default_notify_timeout` over AMQP
 * 1.0. What a serializer throws they reject with.
 *
 * @example
 * ```ts
 * const notifier = new Notifier(notifications, { publisherId: "compute.host1", driver: "messagingv2" });
 * await notifier.info({ project_id: "p" }, "compute.instance.create.end", { instance_id: "i" });
 * await notifier.prepare({ retry: 0 }).error({}, "compute.instance.create.error", { instance_id: "i" });
 * ```
 */
export class Notifier {
  /** Who the notifications come from; null when nobody is named. */
  readonly publisherId: string | null;
  readonly #transport: NotificationTransport;
  readonly #options: NotifierOptions;
  readonly #drivers: readonly NotifierDriver[];
  readonly #serializer: Serializer;
  readonly #retry: number;

  /**
   * Sends nothing yet, and does not connect.
   *
   * @throws {InvalidTransport} the transport is not one of notifications.
   * @throws {ConfigurationError} a driver is unknown, or the file of the routing driver is wrong.
   * @throws {InvalidTarget} a topic is no name that an address can have.
   * @throws {RangeError} `retry` is no integer from -1 up.
   */
  constructor(transport: NotificationTransport, options: NotifierOptions = {}) {
    checkNotificationTransport(transport, "A notifier");
    const { configuration } = transport;
    const { publisherId, retry = configuration.get(notifications.retry), serializer } = options;
    checkRetry(retry);
    const topics = options.topics ?? configuration.get(notifications.topics);
    for (const topic of topics) checkAddressName("topic", topic);
    const chosen = [options.driver ?? configuration.get(notifications.driver)].flat();
    this.#drivers = chosen.map((driver) =>
      typeof driver === "string" ? makeNotifierDriver(driver, transport, topics) : driver,
    );
    this.publisherId = publisherId ?? null;
    this.#transport = transport;
    this.#options = options;
    this.#serializer = serializer ?? new NoOpSerializer();
    this.#retry = retry;
  }

  /**
   * A notifier like this one, with its drivers, and another publisher or number of retries.
   *
   * @throws {RangeError} `retry` is no integer from -1 up.
   */
  prepare({ publisherId, retry }: NotifierPrepareOptions): Notifier {
    return new Notifier(this.#transport, {
      ...this.#options,
      driver: this.#drivers,
      publisherId: publisherId ?? this.#options.publisherId,
      retry: retry ?? this.#retry,
    });
  }

  /** False when no driver does anything with a notification (`Notifier.is_enabled`). */
  isEnabled(): boolean {
    return this.#drivers.some((driver) => driver !== noopDriver);
  }

  /** Sends a notification of severity AUDIT. */
  audit(context: RequestContext | ContextFields, eventType: string, payload: unknown): Promise<void> {
    return this.#notify(context, eventType, payload, "audit");
  }

  /** Sends a notification of severity DEBUG. */
  debug(context: RequestContext | ContextFields, eventType: string, payload: unknown): Promise<void> {
    return this.#notify(context, eventType, payload, "debug");
  }

  /** Sends a notification of severity INFO. */
  info(context: RequestContext | ContextFields, eventType: string, payload: unknown): Promise<void> {
    return this.#notify(context, eventType, payload, "info");
  }

  /** Sends a notification of severity WARN. */
  warn(context: RequestContext | ContextFields, eventType: string, payload: unknown): Promise<void> {
    return this.#notify(context, eventType, payload, "warn");
  }

  /** The same as `warn`. */
  warning(context: RequestContext | ContextFields, eventType: string, payload: unknown): Promise<void> {
    return this.warn(context, eventType, payload);
  }

  /** Sends a notification of severity ERROR. */
  error(context: RequestContext | ContextFields, eventType: string, payload: unknown): Promise<void> {
    return this.#notify(context, eventType, payload, "error");
  }

  /** Sends a notification of severity CRITICAL. */
  critical(context: RequestContext | ContextFields, eventType: string, payload: unknown): Promise<void> {
    return this.#notify(context, eventType, payload, "critical");
  }

  /** Sends a notification of severity SAMPLE, for frequent and small ones. */
  sample(context: RequestContext | ContextFields, eventType: string, payload: unknown): Promise<void> {
    return this.#notify(context, eventType, payload, "sample");
  }

  async #notify(
    context: RequestContext | ContextFields,
    eventType: string,
    payload: unknown,
    priority: NotificationPriority,
  ): Promise<void> {
    const requestContext = context instanceof RequestContext ? context : new RequestContext(context);
    const fields = this.#serializer.serializeContext(safeContext(context));
    const entity = this.#serializer.serializeEntity(requestContext, payload);
    const message = notificationMessage(this.publisherId, eventType, priority, entity);
    await Promise.all(
      this.#drivers.map(async (driver) => {
        try {
          await driver.notify(fields, message, priority, this.#retry);
        } catch (error) {
          const details = { eventType, messageId: message.message_id, error };
          this.#transport.logger.error(details, "Problem attempting to send to notification system");
        }
      }),
    );
  }
}
