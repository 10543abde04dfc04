import type { NotificationAnswer } from "./notification-endpoint.js";
import { type NotificationPriority, notificationPriorities } from "./priorities.js";
import type { ReceivedNotification } from "./received-notification.js";

/** One method of one endpoint. */
export interface Callback<Subject = ReceivedNotification> {
  /**
   * What is to be run; undefined when the endpoint does not want it.
   *
   * @throws {InvalidPayload} the notification breaks the definition the endpoint is made of.
   */
  select(subject: Subject): (() => NotificationAnswer) | undefined;
}

/** Methods by severity, in the order of the endpoints. */
export type Callbacks<Subject = ReceivedNotification> = ReadonlyMap<
  NotificationPriority,
  readonly Callback<Subject>[]
>;

/** Collects the methods of all endpoints. */
export function collectCallbacks<Endpoint, Subject>(
  endpoints: readonly Endpoint[],
  callbackOf: (endpoint: Endpoint, priority: NotificationPriority) => Callback<Subject> | undefined,
): Callbacks<Subject> {
  const callbacks = new Map<NotificationPriority, readonly Callback<Subject>[]>();
  for (const priority of notificationPriorities) {
    const found = endpoints.flatMap((endpoint) => callbackOf(endpoint, priority) ?? []);
    if (found.length > 0) callbacks.set(priority, found);
  }
  return callbacks;
}
