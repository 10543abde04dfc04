import type { ServiceDescriptor } from "../definition/descriptor.js";
import { notificationName } from "../definition/names.js";
import { checkDescriptor } from "../validation/check-descriptor.js";
import type { NotificationPriority } from "./priorities.js";
import type { NotificationMetadata, ReceivedNotification } from "./received-notification.js";

/** The facts that come with the payload of a service's notification, under the names it has on the wire. */
export interface ServiceNotificationMetadata extends NotificationMetadata {
  /** Null when the publisher does not name itself. */
  readonly publisher_id: string | null;
  /** As the definition has it. */
  readonly event_type: string;
  /** The severity it was sent with. */
  readonly priority: NotificationPriority;
}

/** The facts that come with a notification, as the methods of typed endpoints get it. */
export function serviceMetadata(notification: ReceivedNotification): ServiceNotificationMetadata {
  const { eventType, publisherId, metadata, priority } = notification;
  return { ...metadata, publisher_id: publisherId, event_type: eventType, priority };
}

/**
 * The methods that a typed endpoint has for events of a severity, by event type. Notifications only ever reach the
 * events of the descriptor.
 *
 * @throws {DefinitionError} the descriptor is newer than this library.
 */
export function eventMethods<Method extends (...values: never[]) => unknown>(
  endpoint: { readonly descriptor: ServiceDescriptor },
  priority: NotificationPriority,
): ReadonlyMap<string, Method> {
  const { descriptor } = endpoint;
  checkDescriptor(descriptor);
  const methods = new Map<string, Method>();
  for (const { eventType, property = notificationName(eventType), priorities } of descriptor.notifications ??
    []) {
    if (property === undefined || !priorities.includes(priority)) continue;
    const found: unknown = (endpoint as unknown as Readonly<Record<string, unknown>>)[property];
    if (typeof found === "function") methods.set(eventType, found.bind(endpoint));
  }
  return methods;
}
