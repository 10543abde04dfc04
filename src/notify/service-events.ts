import type { ServiceDescriptor } from "../definition/descriptor.js";
import { notificationName } from "../definition/names.js";
import { InvalidPayload } from "../errors/validation-errors.js";
import type { RequestContext } from "../messaging/request-context.js";
import { checkDescriptor } from "../validation/check-descriptor.js";
import { NotificationValidator } from "../validation/notification-validator.js";
import type { OnRefused } from "./callbacks.js";
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

/** A service's notification, checked. */
export interface ServiceNotification<Payload = unknown> {
  /** The publisher's context. */
  readonly ctx: RequestContext;
  /** Checked against the service's schema. */
  readonly payload: Payload;
  /** The facts that came with the payload. */
  readonly metadata: ServiceNotificationMetadata;
}

/** Reads notifications by the service's definition; undefined for one that breaks it. */
export function serviceNotificationReader(
  descriptor: ServiceDescriptor,
): (notification: ReceivedNotification, onRefused: OnRefused) => ServiceNotification | undefined {
  const validator = new NotificationValidator(descriptor);
  return (notification, onRefused) => {
    const { context: ctx, eventType, publisherId, metadata, priority } = notification;
    try {
      const payload = validator.incomingPayload(eventType, notification.payload);
      const more = { publisher_id: publisherId, event_type: eventType, priority };
      return { ctx, payload, metadata: { ...metadata, ...more } };
    } catch (error) {
      if (!(error instanceof InvalidPayload)) throw error;
      onRefused(notification, error);
      return undefined;
    }
  };
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
