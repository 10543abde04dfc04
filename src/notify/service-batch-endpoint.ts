import type { ServiceDescriptor } from "../definition/descriptor.js";
import type { Callback } from "./callbacks.js";
import type { NotificationFilter } from "./filter.js";
import type { NotificationAnswer } from "./notification-endpoint.js";
import type { NotificationPriority } from "./priorities.js";
import type { ReceivedNotification } from "./received-notification.js";
import { eventMethods, type ServiceNotification, serviceNotificationReader } from "./service-events.js";

/**
 * The base of the generated classes that listen in batches. A class of yours has a method for each event it wants; it
 * gets those of a batch that have one severity, and gives them all back with `NotificationResult.REQUEUE`. What does
 * not fit the service's schema is logged and acknowledged, as it would come again as it is.
 *
 * @example
 * ```ts
 * class ManyThings extends MyServiceBatchNotificationEndpoint {
 *   override thingCreated(batch: readonly ServiceNotification<Thing>[]): void {
 *     console.log(batch.map(({ payload }) => payload.id));
 *   }
 * }
 * ```
 */
export abstract class ServiceBatchNotificationEndpoint {
  /** The definition that the class was generated from. */
  abstract readonly descriptor: ServiceDescriptor;
  /** Notifications that do not match are passed over. */
  readonly filterRule?: NotificationFilter | undefined;
}

export type { ServiceNotification } from "./service-events.js";

type EventMethod = (notifications: readonly ServiceNotification[]) => NotificationAnswer;

/**
 * Hands the endpoint a batch's notifications of a severity; undefined when it has no method for an event that
 * has it.
 *
 * @throws {DefinitionError} the descriptor is newer than this library.
 */
export function serviceBatchCallback(
  endpoint: ServiceBatchNotificationEndpoint,
  priority: NotificationPriority,
): Callback | undefined {
  const methods = eventMethods<EventMethod>(endpoint, priority);
  if (methods.size === 0) return undefined;
  const check = serviceNotificationReader(endpoint.descriptor);
  return (notifications, onRefused) =>
    [...methods].flatMap(([eventType, method]) => {
      const valid = new Map<ReceivedNotification, ServiceNotification>();
      for (const one of notifications) {
        if (one.eventType !== eventType || endpoint.filterRule?.match(one) === false) continue;
        const checked = check(one, onRefused);
        if (checked !== undefined) valid.set(one, checked);
      }
      return valid.size === 0 ? [] : { run: () => method([...valid.values()]), share: [...valid.keys()] };
    });
}
