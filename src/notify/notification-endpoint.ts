import type { RequestContext } from "../messaging/request-context.js";
import type { NotificationFilter } from "./filter.js";
import type { NotificationMetadata, ReceivedNotification } from "./received-notification.js";

/** The verdict of an endpoint on a notification (`oslo_messaging.NotificationResult`). */
export type NotificationResult = "handled" | "requeue";

/** The results by the names they have in Python. */
export const NotificationResult: { readonly HANDLED: "handled"; readonly REQUEUE: "requeue" } = {
  HANDLED: "handled",
  REQUEUE: "requeue",
};

/** The answer of an endpoint's method; nothing counts as handled. */
// biome-ignore lint/suspicious/noConfusingVoidType: a method without a return statement returns void.
export type NotificationAnswer = NotificationResult | void | Promise<NotificationResult | void>;

/**
 * Handles the notifications of one severity. What it throws is logged and counts as `requeue`, which gives the
 * notification back where the listener allows it, and is the same as `handled` elsewhere.
 *
 * @param ctx what the publisher says of itself
 * @param publisherId null when the publisher does not name itself
 * @param payload read by the listener's serializer, and not checked
 */
export type NotificationMethod = (
  ctx: RequestContext,
  publisherId: string | null,
  eventType: string,
  payload: unknown,
  metadata: NotificationMetadata,
) => NotificationAnswer;

/** Handles notifications, by severity. A listener only subscribes to those that one of its endpoints has. */
export interface NotificationEndpoint {
  /** Notifications that do not match are passed over. */
  readonly filterRule?: NotificationFilter | undefined;
  /** Gets notifications of severity AUDIT. */
  audit?: NotificationMethod;
  /** Gets notifications of severity DEBUG. */
  debug?: NotificationMethod;
  /** Gets notifications of severity INFO. */
  info?: NotificationMethod;
  /** Gets notifications of severity WARN. */
  warn?: NotificationMethod;
  /** Gets notifications of severity ERROR. */
  error?: NotificationMethod;
  /** Gets notifications of severity CRITICAL. */
  critical?: NotificationMethod;
  /** Gets notifications of severity SAMPLE. */
  sample?: NotificationMethod;
}

/** Handles several notifications of one severity at once; `requeue` gives all notifications of that severity back. */
export type BatchNotificationMethod = (notifications: readonly ReceivedNotification[]) => NotificationAnswer;

/**
 * Handles notifications in batches, by severity. A listener only subscribes to those that one of its endpoints has.
 */
export interface BatchNotificationEndpoint {
  /** Notifications that do not match are passed over. */
  readonly filterRule?: NotificationFilter | undefined;
  /** Gets those of a batch that have severity AUDIT. */
  audit?: BatchNotificationMethod;
  /** Gets those of a batch that have severity DEBUG. */
  debug?: BatchNotificationMethod;
  /** Gets those of a batch that have severity INFO. */
  info?: BatchNotificationMethod;
  /** Gets those of a batch that have severity WARN. */
  warn?: BatchNotificationMethod;
  /** Gets those of a batch that have severity ERROR. */
  error?: BatchNotificationMethod;
  /** Gets those of a batch that have severity CRITICAL. */
  critical?: BatchNotificationMethod;
  /** Gets those of a batch that have severity SAMPLE. */
  sample?: BatchNotificationMethod;
}
