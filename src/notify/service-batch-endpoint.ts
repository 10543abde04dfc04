import type { ServiceDescriptor } from "../definition/descriptor.js";
import { InvalidPayload } from "../errors/rpc-errors.js";
import type { Logger } from "../log/logger.js";
import type { RequestContext } from "../messaging/request-context.js";
import { NotificationValidator } from "../validation/notification-validator.js";
import type { BatchCallback } from "./callbacks.js";
import { logBroken } from "./dispatcher-base.js";
import type { NotificationFilter } from "./filter.js";
import type { NotificationAnswer } from "./notification-endpoint.js";
import type { NotificationPriority } from "./priorities.js";
import type { ReceivedNotification } from "./received-notification.js";
import { eventMethods, type ServiceNotificationMetadata, serviceMetadata } from "./service-events.js";

/** A service's notification in a batch. */
export interface ServiceNotification<Payload = unknown> {
  /** The publisher's context. */
  readonly ctx: RequestContext;
  /** Checked against the service's schema. */
  readonly payload: Payload;
  /** The facts that came with the payload. */
  readonly metadata: ServiceNotificationMetadata;
}

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
  log: Logger,
): BatchCallback | undefined {
  const { descriptor } = endpoint;
  const methods = eventMethods<EventMethod>(endpoint, priority);
  if (methods.size === 0) return undefined;
  const validator = new NotificationValidator(descriptor);
  const checked = (notification: ReceivedNotification): ServiceNotification | undefined => {
    const { context: ctx, eventType, payload } = notification;
    try {
      const metadata = serviceMetadata(notification);
      return { ctx, payload: validator.incomingPayload(eventType, payload), metadata };
    } catch (error) {
      if (!(error instanceof InvalidPayload)) throw error;
      logBroken(notification, error, log);
      return undefined;
    }
  };
  return (notifications) =>
    [...methods].flatMap(([eventType, method]) => {
      const valid = new Map<ReceivedNotification, ServiceNotification>();
      for (const one of notifications) {
        if (one.eventType !== eventType || endpoint.filterRule?.match(one) === false) continue;
        const fits = checked(one);
        if (fits !== undefined) valid.set(one, fits);
      }
      return valid.size === 0 ? [] : { run: () => method([...valid.values()]), share: [...valid.keys()] };
    });
}
