import { notifications } from "../config/groups/notifications.js";
import type { NotificationMessage } from "../drivers/driver.js";
import { instrumentedNotification } from "../instruments/instruments.js";
import { checkAddressName } from "../messaging/address-names.js";
import { intercept } from "../messaging/intercept.js";
import { type ContextFields, RequestContext } from "../messaging/request-context.js";
import { checkRetry } from "../messaging/retry.js";
import { NoOpSerializer, type Serializer } from "../messaging/serializer.js";
import type { Target } from "../messaging/target.js";
import { checkNotificationTransport } from "../transport/check-transport.js";
import type { NotificationTransport } from "../transport/notification-transport.js";
import { safeContext } from "./context.js";
import { makeNotifierDriver } from "./drivers/make-driver.js";
import { noopDriver } from "./drivers/noop.js";
import type { NotifierDriver } from "./drivers/notifier-driver.js";
import type { NotificationDelivery, NotificationHandler, NotificationInterceptor } from "./interceptor.js";
import { notificationMessage } from "./message.js";
import type { NotificationPriority } from "./priorities.js";
import type { NotificationMetadata } from "./received-notification.js";

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
  /** Stand around each notification, the first one outermost. */
  readonly interceptors?: readonly NotificationInterceptor[] | undefined;
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
  readonly #targets: readonly Target[];
  /** Undefined where there are no interceptors. */
  readonly #handler: NotificationHandler | undefined;
  /** The notifications that the interceptors got, by what those leave as it is. */
  readonly #origins = new WeakMap<NotificationMetadata, Origin>();

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
    this.#targets = topics.map((topic) => ({ topic }));
    const { interceptors = [] } = options;
    if (interceptors.length > 0)
      this.#handler = intercept<NotificationHandler>(interceptors, async (delivery) => this.#pass(delivery));
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
    return this.notify(context, eventType, payload, "audit");
  }

  /** Sends a notification of severity DEBUG. */
  debug(context: RequestContext | ContextFields, eventType: string, payload: unknown): Promise<void> {
    return this.notify(context, eventType, payload, "debug");
  }

  /** Sends a notification of severity INFO. */
  info(context: RequestContext | ContextFields, eventType: string, payload: unknown): Promise<void> {
    return this.notify(context, eventType, payload, "info");
  }

  /** Sends a notification of severity WARN. */
  warn(context: RequestContext | ContextFields, eventType: string, payload: unknown): Promise<void> {
    return this.notify(context, eventType, payload, "warn");
  }

  /** The same as `warn`. */
  warning(context: RequestContext | ContextFields, eventType: string, payload: unknown): Promise<void> {
    return this.warn(context, eventType, payload);
  }

  /** Sends a notification of severity ERROR. */
  error(context: RequestContext | ContextFields, eventType: string, payload: unknown): Promise<void> {
    return this.notify(context, eventType, payload, "error");
  }

  /** Sends a notification of severity CRITICAL. */
  critical(context: RequestContext | ContextFields, eventType: string, payload: unknown): Promise<void> {
    return this.notify(context, eventType, payload, "critical");
  }

  /** Sends a notification of severity SAMPLE, for frequent and small ones. */
  sample(context: RequestContext | ContextFields, eventType: string, payload: unknown): Promise<void> {
    return this.notify(context, eventType, payload, "sample");
  }

  /**
   * @internal
   *
   * @param check checks the payload, as the interceptors leave it, and returns it as it is to be sent
   */
  async notify(
    context: RequestContext | ContextFields,
    eventType: string,
    payload: unknown,
    priority: string,
    check: PayloadCheck = unchecked,
  ): Promise<void> {
    const requestContext = context instanceof RequestContext ? context : new RequestContext(context);
    const message = notificationMessage(this.publisherId, eventType, priority, payload);
    if (this.#handler === undefined) return this.#send(requestContext, message, check);
    const { message_id, timestamp } = message;
    const metadata = { message_id, timestamp };
    this.#origins.set(metadata, { message, check });
    const { publisherId } = this;
    const notification = { context: requestContext, publisherId, eventType, priority, payload, metadata };
    await this.#handler({ kind: "notification", notifications: [notification], targets: this.#targets });
  }

  /** Sends what the interceptors leave of a delivery. */
  async #pass({ notifications }: NotificationDelivery): Promise<void> {
    for (const { metadata, context, payload } of notifications) {
      const origin = this.#origins.get(metadata);
      if (origin === undefined)
        throw new RangeError("An interceptor passed on a notification with metadata that it was not given");
      await this.#send(context, { ...origin.message, payload }, origin.check);
    }
  }

  async #send(context: RequestContext, message: NotificationMessage, check: PayloadCheck): Promise<void> {
    const fields = this.#serializer.serializeContext(safeContext(context));
    const payload = this.#serializer.serializeEntity(context, this.#checked(context, message, check));
    const sent = { ...message, payload };
    const priority = message.priority.toLowerCase() as NotificationPriority;
    await Promise.all(
      this.#drivers.map(async (driver) => {
        try {
          await driver.notify(fields, sent, priority, this.#retry);
        } catch (err) {
          const details = { eventType: message.event_type, messageId: message.message_id, err };
          this.#transport.logger.error(details, "Problem attempting to send to notification system");
        }
      }),
    );
  }

  /** The payload as it is to be sent. Those who watch learn here what is never sent. */
  #checked(context: RequestContext, message: NotificationMessage, check: PayloadCheck): unknown {
    try {
      return check(message.payload);
    } catch (error) {
      const { instruments } = this.#transport;
      for (const target of this.#targets) {
        instruments
          ?.started({
            type: "send-notification",
            notification: instrumentedNotification(message, context.fields),
            target,
            transport: instruments.transport,
          })
          ?.ended("refused", error);
      }
      throw error;
    }
  }
}

type PayloadCheck = (payload: unknown) => unknown;

interface Origin {
  readonly message: NotificationMessage;
  readonly check: PayloadCheck;
}

function unchecked(payload: unknown): unknown {
  return payload;
}
