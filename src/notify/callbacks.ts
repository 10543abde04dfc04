import type { InvalidPayload } from "../errors/validation-errors.js";
import { callerFields } from "../messaging/request-context.js";
import type {
  BatchNotificationEndpoint,
  NotificationAnswer,
  NotificationEndpoint,
} from "./notification-endpoint.js";
import { type NotificationPriority, notificationPriorities } from "./priorities.js";
import type { ReceivedNotification } from "./received-notification.js";

/** Says which methods of one endpoint are to be run for notifications that have one severity. */
export type Callback = (
  notifications: readonly ReceivedNotification[],
  onRefused: OnRefused,
) => readonly EndpointRun[];

/** Gets a notification that breaks the definition of an endpoint, which does not get it. */
export type OnRefused = (notification: ReceivedNotification, error: InvalidPayload) => void;

/** A method of an endpoint with its share of a batch. */
export interface EndpointRun {
  run(): NotificationAnswer;
  /** The notifications that are given back when it says so. */
  readonly share: readonly ReceivedNotification[];
}

/** The callbacks by severity, in the order of the endpoints. */
export type Callbacks = ReadonlyMap<NotificationPriority, readonly Callback[]>;

/** Collects what all endpoints do. */
export function collectCallbacks<Endpoint>(
  endpoints: readonly Endpoint[],
  callbackOf: (endpoint: Endpoint, priority: NotificationPriority) => Callback | undefined,
): Callbacks {
  const callbacks = new Map<NotificationPriority, readonly Callback[]>();
  for (const priority of notificationPriorities) {
    const found = endpoints.flatMap((endpoint) => callbackOf(endpoint, priority) ?? []);
    if (found.length > 0) callbacks.set(priority, found);
  }
  return callbacks;
}

/** Runs an endpoint's method for each notification by itself. */
export function callback(
  endpoint: NotificationEndpoint,
  priority: NotificationPriority,
): Callback | undefined {
  if (endpoint[priority] === undefined) return undefined;
  return oneByOne((notification) => {
    if (endpoint.filterRule?.match(notification) === false) return undefined;
    const { context, publisherId, eventType, payload, metadata } = notification;
    return endpoint[priority]?.(context, publisherId, eventType, payload, metadata);
  });
}

/** Runs something for each notification by itself. */
export function oneByOne(
  handle: (notification: ReceivedNotification, onRefused: OnRefused) => NotificationAnswer,
): Callback {
  return (notifications, onRefused) =>
    notifications.map((one) => ({ run: () => handle(one, onRefused), share: [one] }));
}

/** As in Python `requeue` gives back all of the severity, those too that the filter passed over. */
export function batchCallback(
  endpoint: BatchNotificationEndpoint,
  priority: NotificationPriority,
): Callback | undefined {
  if (endpoint[priority] === undefined) return undefined;
  return (share) => {
    const wanted = share.filter((one) => endpoint.filterRule?.match(one) !== false);
    return wanted.length === 0 ? [] : [{ run: () => endpoint[priority]?.(wanted), share }];
  };
}

/** Tells people which notifications they are. */
export function detailsOf([first, ...others]: readonly ReceivedNotification[]): Readonly<
  Record<string, unknown>
> {
  if (first === undefined || others.length > 0) {
    return { priority: first?.priority, notifications: 1 + others.length };
  }
  const { eventType, publisherId, metadata, context } = first;
  return { eventType, publisherId, messageId: metadata.message_id, ...callerFields(context) };
}
