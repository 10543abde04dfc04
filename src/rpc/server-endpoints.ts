import { defaults } from "../config/groups/default.js";
import type { ServiceDescriptor } from "../definition/descriptor.js";
import { PING_METHOD } from "../messaging/own-methods.js";
import type { Target } from "../messaging/target.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import { DefaultRPCAccessPolicy } from "./access-policy.js";
import { discoveryEndpoint } from "./discovery-endpoint.js";
import { type DispatchedEndpoint, dispatchedEndpoint, type EndpointSettings } from "./dispatcher.js";
import type { ServerTallies } from "./method-tallies.js";
import { pingEndpoint } from "./ping-endpoint.js";
import type { RpcServerOptions } from "./server-options.js";

/** The targets of a server, and the one that a request came to. */
interface ServedTargets extends Pick<EndpointSettings, "targetOf"> {
  readonly targets: readonly Target[];
}

/**
 * The endpoints that a server dispatches to: its own, and those for discovery and pings where the configuration wants them.
 *
 * @param tallies for discovery
 *
 * @throws {DefinitionError} an endpoint lacks methods of its service.
 */
export function serverEndpoints(
  options: RpcServerOptions,
  { targets, targetOf }: ServedTargets,
  { configuration, logger }: RpcTransport,
  tallies: (() => ServerTallies) | undefined,
): readonly DispatchedEndpoint[] {
  const { namespace, legacyNamespaces, accessPolicy, serializer, interceptors } = options;
  const settings = {
    namespace,
    legacyNamespaces: legacyNamespaces && new Set(legacyNamespaces.map((legacy) => legacy ?? undefined)),
    accessPolicy: accessPolicy ?? new DefaultRPCAccessPolicy(),
    serializer,
    interceptors: interceptors ?? [],
    targetOf,
  };
  const endpoints = options.endpoints.map((endpoint) => dispatchedEndpoint(endpoint, settings));
  const builtIn: DispatchedEndpoint[] = [];
  if (tallies !== undefined) {
    const services = options.endpoints.map(({ descriptor }, index) =>
      served(descriptor, endpoints[index] as DispatchedEndpoint, targets),
    );
    builtIn.push(discoveryEndpoint({ target: targets[0] as Target, services, tallies }));
  }
  if (configuration.get(defaults.rpcPingEnabled)) {
    if (!endpoints.some(({ methods }) => methods.has(PING_METHOD))) builtIn.push(pingEndpoint);
    else logger.warn({ method: PING_METHOD }, "An endpoint has a method of this name: pings are left to it");
  }
  return [...endpoints, ...builtIn];
}

/** The descriptor as the server serves it: in its place, and with the methods that can be called. */
function served(
  descriptor: ServiceDescriptor,
  { namespace, methods }: DispatchedEndpoint,
  targets: readonly Target[],
): ServiceDescriptor {
  const [{ topic, exchange } = descriptor, ...others] = targets;
  const {
    namespace: _namespace,
    exchange: _exchange,
    additionalTopics: _topics,
    controlExchange,
    ...rest
  } = descriptor;
  const isControl = controlExchange !== undefined && (exchange ?? controlExchange) === controlExchange;
  return {
    ...rest,
    topic,
    ...(others.length > 0 && { additionalTopics: others.map((target) => target.topic) }),
    ...(isControl ? { controlExchange } : exchange !== undefined && { exchange }),
    ...(namespace !== undefined && { namespace }),
    methods: descriptor.methods.filter(({ name }) => methods.has(name)),
  };
}
