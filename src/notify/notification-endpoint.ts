import type { RequestContext } from "../messaging/request-context.js";
import type { NotificationFilter } from "./filter.js";
import type { NotificationMetadata, ReceivedNotification } from "./received-notification.js";

/** What becomes of a notification (`oslo_messaging.NotificationResult`). */
export type NotificationResult = "handled" | "requeue";

/** The results by the names they have in Python. */
export const NotificationResult: { readonly HANDLED: "handled"; readonly REQUEUE: "requeue" } = {
  HANDLED: "handled",
  REQUEUE: "requeue",
};

/** What an endpoint's method may return; nothing counts as handled. */
// biome-ignore lint/suspicious/noConfusingVoidType: a method without a return statement returns void.
export type NotificationAnswer = NotificationResult | void | Promise<NotificationResult | void>;

/** Handles the notifications of one severity. What it throws counts as `requeue`. */
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
  audit?: NotificationMethod;
  debug?: NotificationMethod;
  info?: NotificationMethod;
  warn?: NotificationMethod;
  error?: NotificationMethod;
  critical?: NotificationMethod;
  sample?: NotificationMethod;
}

/** Handles several notifications of one severity at once; `requeue` gives all notifications of that severity back. */
export type BatchNotificationMethod = (notifications: readonly ReceivedNotification[]) => NotificationAnswer;

/** Handles notifications in batches, by severity. */
export interface BatchNotificationEndpoint {
  /** Notifications that do not match are passed over. */
  readonly filterRule?: NotificationFilter | undefined;
  audit?: BatchNotificationMethod;
  debug?: BatchNotificationMethod;
  info?: BatchNotificationMethod;
  warn?: BatchNotificationMethod;
  error?: BatchNotificationMethod;
  critical?: BatchNotificationMethod;
  sample?: BatchNotificationMethod;
}
