export type { Configuration, ConfigurationOptions } from "./config/configuration.js";
export { loadConfiguration } from "./config/configuration.js";
export type {
  ErrorDescriptor,
  JsonSchema,
  MethodDescriptor,
  NotificationDescriptor,
  ParamDescriptor,
  ServiceDescriptor,
} from "./definition/descriptor.js";
export type { NotificationMessage, TransportOptions } from "./drivers/driver.js";
export {
  AuthenticationFailure,
  type DeliveryFailureOptions,
  MessageDeliveryFailure,
  MessageUndeliverable,
  MessagingTimeout,
} from "./errors/delivery-errors.js";
export { MessagingError } from "./errors/messaging-error.js";
export {
  ClientSendError,
  ExpectedException,
  InvalidArguments,
  InvalidPayload,
  InvalidResult,
  NoSuchMethod,
  NotImplemented,
  RemoteError,
  RPCVersionCapError,
  UnsupportedVersion,
} from "./errors/rpc-errors.js";
export { ServiceError, type ServiceErrorClass } from "./errors/service-error.js";
export {
  ConfigurationError,
  DefinitionError,
  type DefinitionProblem,
  DriverLoadFailure,
  InvalidTarget,
  InvalidTransport,
  InvalidTransportURL,
  ServerListenError,
  UnsupportedFeature,
} from "./errors/setup-errors.js";
export { type ConsoleLoggerOptions, consoleLogger, type LogLevel } from "./log/console-logger.js";
export type { LogFields, Logger } from "./log/logger.js";
export { type ContextFields, RequestContext } from "./messaging/request-context.js";
export { NoOpSerializer, type Serializer } from "./messaging/serializer.js";
export type { Target } from "./messaging/target.js";
export {
  BatchNotificationListener,
  type BatchNotificationListenerOptions,
} from "./notify/batch-notification-listener.js";
export type { NotifierDriver } from "./notify/drivers/notifier-driver.js";
export { type RecordedNotification, TestDriver, testDriver } from "./notify/drivers/test.js";
export {
  type MemberPatterns,
  NotificationFilter,
  type NotificationFilterRules,
  type NotificationPattern,
} from "./notify/filter.js";
export type { BatchOptions, ListenerOptions } from "./notify/listener-base.js";
export {
  type BatchNotificationEndpoint,
  type BatchNotificationMethod,
  type NotificationAnswer,
  type NotificationEndpoint,
  type NotificationMethod,
  NotificationResult,
} from "./notify/notification-endpoint.js";
export { NotificationListener, type NotificationListenerOptions } from "./notify/notification-listener.js";
export { Notifier, type NotifierOptions, type NotifierPrepareOptions } from "./notify/notifier.js";
export type { NotificationPriority } from "./notify/priorities.js";
export type { NotificationMetadata, ReceivedNotification } from "./notify/received-notification.js";
export {
  ServiceBatchNotificationEndpoint,
  type ServiceNotification,
} from "./notify/service-batch-endpoint.js";
export type { ServiceNotificationMetadata } from "./notify/service-events.js";
export { ServiceNotificationEndpoint } from "./notify/service-notification-endpoint.js";
export { type NotificationOptions, ServiceNotifier } from "./notify/service-notifier.js";
export {
  type AccessPolicy,
  DefaultRPCAccessPolicy,
  type EndpointFunction,
  ExplicitRPCAccessPolicy,
  LegacyRPCAccessPolicy,
} from "./rpc/access-policy.js";
export type { CallOptions, PrepareOptions, RequestSettings, RpcClientOptions } from "./rpc/call-options.js";
export { type ErrorClass, expectedExceptions, type MethodWrapper } from "./rpc/expected-exceptions.js";
export { expose } from "./rpc/expose.js";
export type { Interceptor, RequestHandler, RpcRequest } from "./rpc/interceptor.js";
export { type Arguments, RpcClient } from "./rpc/rpc-client.js";
export { RpcServer } from "./rpc/rpc-server.js";
export { type ServeOptions, type ServeOutcome, serveUntilSignalled } from "./rpc/serve-until-signalled.js";
export type { ServerHealth, ServerState } from "./rpc/server-health.js";
export type { RpcServerOptions } from "./rpc/server-options.js";
export { ServiceClient, type ServiceClientOptions } from "./rpc/service-client.js";
export { ServiceEndpoint } from "./rpc/service-endpoint.js";
export {
  getNotificationTransport,
  NotificationTransport,
  type NotificationTransportOptions,
} from "./transport/notification-transport.js";
export { getRpcTransport, RpcTransport, type RpcTransportOptions } from "./transport/rpc-transport.js";
export { type RunWorkersOptions, runWorkers } from "./workers/run-workers.js";
export type { Worker } from "./workers/worker.js";
export { WorkerPool, type WorkerPoolOptions } from "./workers/worker-pool.js";
