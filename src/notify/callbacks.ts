import type { NotificationAnswer } from "./notification-endpoint.js";
import { type NotificationPriority, notificationPriorities } from "./priorities.js";
import type { ReceivedNotification } from "./received-notification.js";

/** One method of one endpoint. */
export interface Callback {
  /**
   * The function to run; undefined when the endpoint does not want the notification.
   *
   * @throws {InvalidPayload} the notification breaks the definition the endpoint is made of.
   */
  select(notification: ReceivedNotification): (() => NotificationAnswer) | undefined;
}

/** Hands one endpoint the notifications of a batch that have one severity. */
export type BatchCallback = (notifications: readonly ReceivedNotification[]) => readonly BatchRun[];

/** A method of an endpoint with its share of a batch. */
export interface BatchRun {
  run(): NotificationAnswer;
  /** The notifications that are given back when it says so. */
  readonly share: readonly ReceivedNotification[];
}

/** The callbacks by severity, in the order of the endpoints. */
export type Callbacks<Found> = ReadonlyMap<NotificationPriority, readonly Found[]>;

/** Collects what all endpoints do. */
export function collectCallbacks<Endpoint, Found>(
  endpoints: readonly Endpoint[],
  callbackOf: (endpoint: Endpoint, priority: NotificationPriority) => Found | undefined,
): Callbacks<Found> {
  const callbacks = new Map<NotificationPriority, readonly Found[]>();
  for (const priority of notificationPriorities) {
    const found = endpoints.flatMap((endpoint) => callbackOf(endpoint, priority) ?? []);
    if (found.length > 0) callbacks.set(priority, found);
  }
  return callbacks;
}
