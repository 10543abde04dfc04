import type { ServiceErrorClass } from "../errors/service-error.js";
import type { Serializer } from "../messaging/serializer.js";
import type { InstrumentationOption } from "../transport/transport.js";
import type { AccessPolicy } from "./access-policy.js";
import type { Interceptor } from "./interceptor.js";
import type { ServiceEndpoint } from "./service-endpoint.js";

/** Options of a server (`oslo_messaging.get_rpc_server`). */
export interface RpcServerOptions {
  /** Name of this server, unique on its topic. */
  readonly server: string;
  /** Tried in order for each request. */
  readonly endpoints: readonly ServiceEndpoint[];
  /** Topic to serve; the endpoints', which must agree on it, when not given. */
  readonly topic?: string | undefined;
  /** Topics to serve, several at once, instead of `topic`: such as those that a definition has as `additionalTopics`. */
  readonly topics?: readonly string[] | undefined;
  /** Exchange to serve; the endpoints', which must agree on it, when not given. */
  readonly exchange?: string | undefined;
  /** Namespace to serve all endpoints in; each one's own when not given. */
  readonly namespace?: string | undefined;
  /**
   * Older namespaces that all endpoints answer to as well, null being the null namespace; so that a namespace can be
   * changed while old clients run (`Target.legacy_namespaces`).
   */
  readonly legacyNamespaces?: readonly (string | null)[] | undefined;
  /** Which methods can be called; `DefaultRPCAccessPolicy` when not given. */
  readonly accessPolicy?: AccessPolicy | undefined;
  /** Between the wire's values and those of the methods. */
  readonly serializer?: Serializer | undefined;
  /** Stand around each request, also those that are refused, the first one outermost. */
  readonly interceptors?: readonly Interceptor[] | undefined;
  /** Watches this server alone, beside what watches the whole transport. */
  readonly instrumentation?: InstrumentationOption | undefined;
  /** Classes, beside those a service declares, that travel under their own names when a method throws them. */
  readonly errors?: readonly ServiceErrorClass[] | undefined;
  /** Sends callers the stack of what a method throws; off by default, as it shows the inside of the server. */
  readonly tracebacks?: boolean | undefined;
}
