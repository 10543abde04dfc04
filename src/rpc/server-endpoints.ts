import { defaults } from "../config/groups/default.js";
import type { Target } from "../messaging/target.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import { DefaultRPCAccessPolicy } from "./access-policy.js";
import { type DispatchedEndpoint, dispatchedEndpoint } from "./dispatched-endpoint.js";
import { PING_METHOD, pingEndpoint } from "./ping-endpoint.js";
import type { RpcServerOptions } from "./server-options.js";

/**
 * The endpoints that a server dispatches to: its own, and the one for pings where the configuration wants it.
 *
 * @throws {DefinitionError} an endpoint lacks methods of its service.
 */
export function serverEndpoints(
  options: RpcServerOptions,
  target: Target,
  { configuration, logger }: RpcTransport,
): readonly DispatchedEndpoint[] {
  const { namespace, legacyNamespaces, accessPolicy, serializer, interceptors } = options;
  const settings = {
    namespace,
    legacyNamespaces: legacyNamespaces && new Set(legacyNamespaces.map((legacy) => legacy ?? undefined)),
    accessPolicy: accessPolicy ?? new DefaultRPCAccessPolicy(),
    serializer,
    interceptors: interceptors ?? [],
    target,
  };
  const endpoints = options.endpoints.map((endpoint) => dispatchedEndpoint(endpoint, settings));
  if (!configuration.get(defaults.rpcPingEnabled)) return endpoints;
  if (endpoints.some(({ methods }) => methods.has(PING_METHOD))) {
    logger.warn({ method: PING_METHOD }, "An endpoint has a method of this name: pings are left to it");
    return endpoints;
  }
  return [...endpoints, pingEndpoint];
}
