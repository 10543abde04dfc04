import type { IncomingNotification } from "../drivers/driver.js";
import { RequestContext } from "../messaging/request-context.js";
import type { Serializer } from "../messaging/serializer.js";
import type { InterceptedNotification } from "./interceptor.js";
import { type NotificationPriority, toPriority } from "./priorities.js";

/** Id and time of a notification, under the names it has on the wire. */
export interface NotificationMetadata {
  /** Null when the peer sends none. */
  readonly message_id: string | null;
  /** `YYYY-MM-DD HH:MM:SS.ffffff` in UTC as oslo.messaging writes it; null when the peer sends none. */
  readonly timestamp: string | null;
}

/** A notification that arrived. Nothing of it is verified: whoever may send to the topic may claim anything. */
export interface ReceivedNotification {
  /** The publisher's context, read by the serializer. */
  readonly context: RequestContext;
  /** Null when the publisher does not name itself. */
  readonly publisherId: string | null;
  /** The event: `compute.instance.create`. */
  readonly eventType: string;
  /** Severity in lower case. */
  readonly priority: NotificationPriority;
  /** Read by the serializer, and not checked. */
  readonly payload: unknown;
  /** Which notification it is, and of when. */
  readonly metadata: NotificationMetadata;
}

/** Reads what arrived; undefined when it has no event type or no severity that there is. */
export function readNotification(
  { context, message }: IncomingNotification,
  serializer: Serializer,
): ReceivedNotification | undefined {
  const priority = toPriority(message.priority);
  const eventType = text(message.event_type);
  if (priority === undefined || eventType === null) return undefined;
  const requestContext = new RequestContext(serializer.deserializeContext(context));
  return {
    context: requestContext,
    publisherId: text(message.publisher_id),
    eventType,
    priority,
    payload: serializer.deserializeEntity(requestContext, message.payload),
    metadata: { message_id: text(message.message_id), timestamp: text(message.timestamp) },
  };
}

/** Reads what can be read of one that no endpoint gets. */
export function readRefused({ context, message }: IncomingNotification): InterceptedNotification {
  return {
    context: new RequestContext(context),
    publisherId: text(message.publisher_id),
    eventType: text(message.event_type),
    priority: text(message.priority)?.toLowerCase() ?? null,
    payload: message.payload,
    metadata: { message_id: text(message.message_id), timestamp: text(message.timestamp) },
  };
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
