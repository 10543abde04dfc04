import type { RequestContext } from "../messaging/request-context.js";
import type { Target } from "../messaging/target.js";
import type { NotificationMetadata } from "./received-notification.js";

/** A notification on its way through the interceptors of a notifier or a listener. */
export interface InterceptedNotification {
  /** The publisher's: as the program gave it at a notifier, as the endpoints get it at a listener. */
  readonly context: RequestContext;
  /** Null when the publisher does not name itself. */
  readonly publisherId: string | null;
  /** The event: `compute.instance.create`. Null only when a peer sends none. */
  readonly eventType: string | null;
  /** Severity in lower case. Null only when a peer sends none. */
  readonly priority: string | null;
  /** At a notifier before it is serialized and checked, at a listener as its serializer has read it. */
  readonly payload: unknown;
  /** Which notification it is, and of when. */
  readonly metadata: NotificationMetadata;
}

/** Notifications that pass the interceptors of a notifier or a listener at once. */
export interface NotificationDelivery {
  /** Tells it from a request, for a function that intercepts both. */
  readonly kind: "notification";
  /** One; several where a batch listener got them. Those of a batch have one severity. */
  readonly notifications: readonly InterceptedNotification[];
  /** Where a notifier sends them; what a listener listens on. */
  readonly targets: readonly Pick<Target, "topic" | "exchange">[];
  /** Why a listener hands it to no endpoint; undefined when it does. */
  readonly refusal?: unknown;
}

/**
 * Takes notifications to their end: at a notifier until every driver is done, at a listener until every endpoint is, with
 * `"requeue"` when one of them gives some back.
 */
export type NotificationHandler = (delivery: NotificationDelivery) => Promise<unknown>;

/**
 * Stands around what a notifier sends, or a listener gets: the shape of `Interceptor`. It may look, pass on
 * notifications with other contexts or payloads, or some of them only, throw, or not call `next`: what is not passed on is
 * not sent, and no endpoint gets it. Their `metadata` say which they are, and stay. At a listener its answer counts: `"requeue"`, and what it throws, give back; all else is handled. The first
 * of a list is the outermost.
 *
 * What is refused passes as well. At a listener that is a notification that cannot be read, which has a `refusal`, with
 * which `next` rejects; and a payload that breaks a definition, with which `next` rejects once the other endpoints are
 * done, as it does with what an endpoint throws. At a notifier `next` rejects with what the check of a payload throws.
 *
 * @example
 * ```ts
 * const counted: NotificationInterceptor = (next) => async (delivery) => {
 *   console.log(delivery.notifications.map(({ eventType }) => eventType));
 *   return await next(delivery);
 * };
 *
 * const quiet = new Notifier(notifications, { driver: "messagingv2", interceptors: [counted] });
 * ```
 */
export type NotificationInterceptor = (next: NotificationHandler) => NotificationHandler;
