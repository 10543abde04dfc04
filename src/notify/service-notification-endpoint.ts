import type { ServiceDescriptor } from "../definition/descriptor.js";
import type { RequestContext } from "../messaging/request-context.js";
import { type Callback, oneByOne } from "./callbacks.js";
import type { NotificationFilter } from "./filter.js";
import type { NotificationAnswer } from "./notification-endpoint.js";
import type { NotificationPriority } from "./priorities.js";
import {
  eventMethods,
  type ServiceNotificationMetadata,
  serviceNotificationReader,
} from "./service-events.js";

/**
 * The base of the generated classes that listen. A class of yours has a method for each event it wants; it gets the
 * payload checked against the service's schema. What does not fit is logged and acknowledged, as it would come again
 * as it is.
 *
 * @example
 * ```ts
 * class Things extends MyServiceNotificationEndpoint {
 *   override thingCreated(ctx: RequestContext, payload: Thing): void {
 *     console.log(ctx.requestId, payload.id);
 *   }
 * }
 * ```
 */
export abstract class ServiceNotificationEndpoint {
  /** The definition that the class was generated from. */
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
 * Hands the endpoint notifications of a severity; undefined when it has no method for an event that has it.
 *
 * @throws {DefinitionError} the descriptor is newer than this library.
 */
export function serviceCallback(
  endpoint: ServiceNotificationEndpoint,
  priority: NotificationPriority,
): Callback | undefined {
  const methods = eventMethods<EventMethod>(endpoint, priority);
  if (methods.size === 0) return undefined;
  const check = serviceNotificationReader(endpoint.descriptor);
  return oneByOne((notification, onRefused) => {
    const method = methods.get(notification.eventType);
    if (method === undefined || endpoint.filterRule?.match(notification) === false) return undefined;
    const checked = check(notification, onRefused);
    return checked === undefined ? undefined : method(checked.ctx, checked.payload, checked.metadata);
  });
}
