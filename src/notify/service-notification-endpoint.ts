import type { ServiceDescriptor } from "../definition/descriptor.js";
import { notificationName } from "../definition/names.js";
import type { RequestContext } from "../messaging/request-context.js";
import { checkDescriptor } from "../validation/check-descriptor.js";
import { NotificationValidator } from "../validation/notification-validator.js";
import type { Callback } from "./callbacks.js";
import type { NotificationFilter } from "./filter.js";
import type { NotificationAnswer } from "./notification-endpoint.js";
import type { NotificationPriority } from "./priorities.js";
import type { NotificationMetadata } from "./received-notification.js";

/** What comes with the payload of a service's notification, under the names it has on the wire. */
export interface ServiceNotificationMetadata extends NotificationMetadata {
  /** Null when the publisher does not name itself. */
  readonly publisher_id: string | null;
  readonly event_type: string;
  readonly priority: NotificationPriority;
}

/**
 * What the generated bases of listeners extend. A class of yours has a method for each event it wants; it gets the
 * payload checked against the service's schema. What does not fit is logged and acknowledged, as it would come again
 * as it is.
 */
export abstract class ServiceNotificationEndpoint {
  /** What the class was generated from. */
  abstract readonly descriptor: ServiceDescriptor;
  /** Notifications that do not match are passed over. */
  readonly filterRule?: NotificationFilter | undefined;
}

type EventMethod = (
  ctx: RequestContext,
  payload: unknown,
  metadata: ServiceNotificationMetadata,
) => NotificationAnswer;

/**
 * What the endpoint does with notifications of a severity; undefined when it has no method for an event that has it.
 * Notifications only ever reach the events of the descriptor.
 *
 * @throws {DefinitionError} the descriptor is newer than this library.
 */
export function serviceCallback(
  endpoint: ServiceNotificationEndpoint,
  priority: NotificationPriority,
): Callback | undefined {
  const { descriptor } = endpoint;
  checkDescriptor(descriptor);
  const methods = new Map<string, EventMethod>();
  for (const { eventType, priorities } of descriptor.notifications ?? []) {
    const method = priorities.includes(priority) ? eventMethod(endpoint, eventType) : undefined;
    if (method !== undefined) methods.set(eventType, method);
  }
  if (methods.size === 0) return undefined;
  const validator = new NotificationValidator(descriptor);
  return {
    select(notification) {
      const { context, eventType, publisherId, metadata } = notification;
      const method = methods.get(eventType);
      if (method === undefined || endpoint.filterRule?.match(notification) === false) return undefined;
      const payload = validator.incomingPayload(eventType, notification.payload);
      const details = { ...metadata, publisher_id: publisherId, event_type: eventType, priority };
      return () => method(context, payload, details);
    },
  };
}

function eventMethod(endpoint: ServiceNotificationEndpoint, eventType: string): EventMethod | undefined {
  const name = notificationName(eventType);
  if (name === undefined) return undefined;
  const found: unknown = (endpoint as unknown as Readonly<Record<string, unknown>>)[name];
  if (typeof found !== "function") return undefined;
  return (context, payload, metadata) => found.call(endpoint, context, payload, metadata);
}
