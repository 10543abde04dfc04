import type { TransportOptions } from "../drivers/driver.js";
import type { ServiceErrorClass } from "../errors/service-error.js";
import type { ContextFields, RequestContext } from "../messaging/request-context.js";
import type { Serializer } from "../messaging/serializer.js";
import type { Target } from "../messaging/target.js";
import type { InstrumentationOption } from "../transport/transport.js";
import type { Interceptor } from "./interceptor.js";

/** Options of requests, beside their target (`oslo_messaging.RPCClient`). Times are in seconds. */
export interface CallOptions {
  /**
   * Seconds a call waits for its reply. It counts more than the `timeout` a definition has for the method; without
   * either it is `rpc_response_timeout`.
   */
  readonly timeout?: number | undefined;
  /**
   * Seconds a call waits for a sign of life of the server, which sends them while the method runs; at least 2, or 0 for
   * none. It counts more than that of a definition.
   */
  readonly callMonitorTimeout?: number | undefined;
  /** The newest version the servers are known to have: a request that needs more is refused. */
  readonly versionCap?: string | undefined;
  /** Number of further attempts at delivery: undefined or -1 without limit, 0 none. */
  readonly retry?: number | undefined;
  /** Services of the transport's driver beyond its usual way. */
  readonly transportOptions?: TransportOptions | undefined;
  /**
   * Sent with each request. The context of a request that a server works on is passed on as it is, and its calls wait
   * no longer than that request's caller does.
   */
  readonly context?: RequestContext | ContextFields | undefined;
  /** Ends the wait of a call early, with the signal's reason; what is not sent yet is withdrawn. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of a client, beside its transport and target. */
export interface RpcClientOptions extends CallOptions {
  /** Classes that failures of their module and name are made, beside the transport's `allowedRemoteExmods`. */
  readonly errors?: readonly ServiceErrorClass[] | undefined;
  /** Between the program's values and the wire's. */
  readonly serializer?: Serializer | undefined;
  /** Stand around each request, the first one outermost. Each client that `prepare` makes asks them for a handler. */
  readonly interceptors?: readonly Interceptor[] | undefined;
  /** Watches this client alone, beside what watches the whole transport. */
  readonly instrumentation?: InstrumentationOption | undefined;
}

/**
 * Target and options that `prepare` may change (`oslo_messaging.RPCClient.prepare`). Undefined leaves a value as it is;
 * null unsets it, as Python's None does: `{ server: null }` is any server again. A service whose definition has several
 * topics lets one of those be chosen.
 */
export type PrepareOptions<Topic extends string = string> = {
  readonly [Name in keyof (Target & CallOptions)]?:
    | (Name extends "topic" ? Topic : (Target & CallOptions)[Name])
    | undefined
    | null;
};

/** Settings with the overrides of a `prepare` over them. */
export function override<Settings extends object>(settings: Settings, overrides: PrepareOptions): Settings {
  const merged = { ...settings } as Record<string, unknown>;
  for (const [name, value] of Object.entries(overrides)) {
    if (value !== undefined) merged[name] = value ?? undefined;
  }
  return merged as Settings;
}
