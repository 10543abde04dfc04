/**
 * Notifications: transports, notifiers and listeners. Start with {@link getNotificationTransport}.
 *
 * @packageDocumentation
 */

export type { NotificationDescriptor } from "../definition/descriptor.js";
export type { NotificationMessage } from "../drivers/driver.js";
export { InvalidPayload } from "../errors/validation-errors.js";
export {
  getNotificationTransport,
  type NotificationTransport,
  type NotificationTransportOptions,
} from "../transport/notification-transport.js";
export {
  BatchNotificationListener,
  type BatchNotificationListenerOptions,
} from "./batch-notification-listener.js";
export type { NotifierDriver } from "./drivers/notifier-driver.js";
export {
  type MemberPatterns,
  NotificationFilter,
  type NotificationFilterRules,
  type NotificationPattern,
} from "./filter.js";
export type {
  InterceptedNotification,
  NotificationDelivery,
  NotificationHandler,
  NotificationInterceptor,
} from "./interceptor.js";
export {
  type BatchNotificationEndpoint,
  type BatchNotificationMethod,
  type NotificationAnswer,
  type NotificationEndpoint,
  type NotificationMethod,
  NotificationResult,
} from "./notification-endpoint.js";
export { NotificationListener, type NotificationListenerOptions } from "./notification-listener.js";
export type {
  BatchOptions,
  ListenerHealth,
  ListenerOptions,
  NotificationServerBase,
} from "./notification-server-base.js";
export { Notifier, type NotifierOptions, type NotifierPrepareOptions } from "./notifier.js";
export type { NotificationPriority } from "./priorities.js";
export type { NotificationMetadata, ReceivedNotification } from "./received-notification.js";
export {
  ServiceBatchNotificationEndpoint,
  type ServiceNotification,
} from "./service-batch-endpoint.js";
export type { ServiceNotificationMetadata } from "./service-events.js";
export { ServiceNotificationEndpoint } from "./service-notification-endpoint.js";
export { type NotificationOptions, ServiceNotifier } from "./service-notifier.js";
