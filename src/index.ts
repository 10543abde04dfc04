/**
 * RPC: transports, clients, servers, contexts, errors and configuration. Start with {@link getRpcTransport}.
 *
 * @packageDocumentation
 */

export type { Configuration, ConfigurationOptions, DescribedOption } from "./config/configuration.js";
export { loadConfiguration } from "./config/configuration.js";
export type {
  ErrorDescriptor,
  JsonSchema,
  MethodDescriptor,
  ParamDescriptor,
  ServiceDescriptor,
} from "./definition/descriptor.js";
export type { TransportOptions } from "./drivers/driver.js";
export type { TransportHealth } from "./drivers/transport-health.js";
export {
  AuthenticationFailure,
  MessageDeliveryFailure,
  MessageUndeliverable,
  MessagingTimeout,
} from "./errors/delivery-errors.js";
export { MessagingError, type MessagingErrorOptions } from "./errors/messaging-error.js";
export {
  ClientSendError,
  ExpectedException,
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
export { InvalidArguments, InvalidResult } from "./errors/validation-errors.js";
export { type ConsoleLoggerOptions, consoleLogger, type LogLevel } from "./log/console-logger.js";
export type { LogFields, Logger } from "./log/logger.js";
export { silentLogger } from "./log/logger.js";
export { type ContextFields, RequestContext } from "./messaging/request-context.js";
export { NoOpSerializer, type Serializer } from "./messaging/serializer.js";
export type { Target } from "./messaging/target.js";
export {
  type AccessPolicy,
  DefaultRPCAccessPolicy,
  ExplicitRPCAccessPolicy,
  LegacyRPCAccessPolicy,
} from "./rpc/access-policy.js";
export type { CallOptions, PrepareOptions, RpcClientOptions } from "./rpc/call-options.js";
export { expectedExceptions } from "./rpc/expected-exceptions.js";
export { expose } from "./rpc/expose.js";
export type { Interceptor, RequestHandler, RpcRequest } from "./rpc/interceptor.js";
export { RpcClient } from "./rpc/rpc-client.js";
export { RpcServer } from "./rpc/rpc-server.js";
export { type ServeOptions, type ServeOutcome, serveUntilSignalled } from "./rpc/serve-until-signalled.js";
export type { ServerHealth } from "./rpc/server-health.js";
export type { RpcServerOptions } from "./rpc/server-options.js";
export { ServiceClient, type ServiceClientOptions } from "./rpc/service-client.js";
export { ServiceEndpoint } from "./rpc/service-endpoint.js";
export type { ServerState } from "./transport/lifecycle.js";
export { getRpcTransport, type RpcTransport, type RpcTransportOptions } from "./transport/rpc-transport.js";
export type { Transport } from "./transport/transport.js";
export { type RunWorkersOptions, runWorkers } from "./workers/run-workers.js";
export type { Worker } from "./workers/worker.js";
export { WorkerPool, type WorkerPoolOptions } from "./workers/worker-pool.js";
