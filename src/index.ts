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
export {
  AuthenticationFailure,
  MessageDeliveryFailure,
  MessageUndeliverable,
  MessagingTimeout,
} from "./errors/delivery-errors.js";
export { MessagingError } from "./errors/messaging-error.js";
export {
  ClientSendError,
  ExpectedException,
  InvalidArguments,
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
  InvalidTransportURL,
  ServerListenError,
} from "./errors/setup-errors.js";
export type { LogFields, Logger } from "./log/logger.js";
export { type ContextFields, RequestContext } from "./messaging/request-context.js";
export type { Target } from "./messaging/target.js";
export { type Arguments, type CallOptions, type PrepareOptions, RpcClient } from "./rpc/rpc-client.js";
export { RpcServer, type RpcServerOptions } from "./rpc/rpc-server.js";
export { ServiceClient, type ServiceClientOptions } from "./rpc/service-client.js";
export { ServiceEndpoint } from "./rpc/service-endpoint.js";
export { getRpcTransport, RpcTransport, type RpcTransportOptions } from "./transport/rpc-transport.js";
