import { defaults } from "../config/groups/default.js";
import { RPCVersionCapError } from "../errors/rpc-errors.js";
import type { ServiceErrorClass } from "../errors/service-error.js";
import { InvalidTarget } from "../errors/setup-errors.js";
import { type ContextFields, RequestContext } from "../messaging/request-context.js";
import type { Target } from "../messaging/target.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import { checkDuration } from "./durations.js";
import { toError } from "./remote-errors.js";
import { DEFAULT_VERSION, isCompatible } from "./version.js";

/** How requests are made, beside their target (`oslo_messaging.RPCClient`). Times are in seconds. */
export interface CallOptions {
  /** How long a call waits for its reply; `rpc_response_timeout` when not given. */
  readonly timeout?: number | undefined;
  /** How long a call waits for a sign of life of the server, which sends them while the method runs; at least 2. */
  readonly callMonitorTimeout?: number | undefined;
  /** The newest version the servers are known to have: a request that needs more is refused. */
  readonly versionCap?: string | undefined;
  /** How often delivery is tried again: undefined or -1 without limit, 0 never. */
  readonly retry?: number | undefined;
  /** Sent with each request. */
  readonly context?: RequestContext | ContextFields | undefined;
  /** Ends the wait of a call early, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What `prepare` may change. */
export interface PrepareOptions extends Partial<Target>, CallOptions {}

/** Named arguments of a request. */
export type Arguments = Readonly<Record<string, unknown>>;

const noContext: ContextFields = {};

/** Makes requests whose methods no service definition describes (`oslo_messaging.RPCClient`). */
export class RpcClient {
  readonly #transport: RpcTransport;
  readonly #target: Target;
  readonly #options: CallOptions;
  readonly #errors: readonly ServiceErrorClass[];
  readonly #timeout: number;
  readonly #context: ContextFields;

  /**
   * @param errors classes that failures of their module and name are made
   * @throws {InvalidTarget} the target has no topic.
   */
  constructor(
    transport: RpcTransport,
    target: Target,
    options: CallOptions = {},
    errors: readonly ServiceErrorClass[] = [],
  ) {
    if (!target.topic) throw new InvalidTarget("A client needs a topic");
    checkDuration("timeout", options.timeout);
    checkDuration("callMonitorTimeout", options.callMonitorTimeout);
    this.#transport = transport;
    this.#target = target;
    this.#options = options;
    this.#errors = errors;
    this.#timeout = options.timeout ?? transport.configuration.get(defaults.rpcResponseTimeout);
    const context = options.context ?? noContext;
    this.#context = context instanceof RequestContext ? context.fields : context;
  }

  /** A client like this one with some of its target and options changed. */
  prepare(overrides: PrepareOptions): RpcClient {
    const { exchange, topic, namespace, version, server, fanout, ...options } = overrides;
    const target = { ...this.#target, ...defined({ exchange, topic, namespace, version, server, fanout }) };
    return new RpcClient(this.#transport, target, { ...this.#options, ...defined(options) }, this.#errors);
  }

  /** True when requests of that version are within the version cap. */
  canSendVersion(version: string = this.#target.version ?? DEFAULT_VERSION): boolean {
    const { versionCap } = this.#options;
    return versionCap === undefined || isCompatible(versionCap, version);
  }

  /**
   * Calls a method and returns its result.
   *
   * @param version what the request needs; the target's version when not given
   * @throws {InvalidTarget} the target is a fanout one.
   * @throws {RPCVersionCapError} the request needs a newer version than `versionCap`.
   * @throws {MessagingTimeout} no reply in time.
   * @throws {MessageDeliveryFailure} the request, or its reply, cannot be delivered.
   * @throws {RemoteError} the method raised an exception, or there is no such method.
   */
  async call(method: string, args: Arguments = {}, version = this.#target.version): Promise<unknown> {
    if (this.#target.fanout) {
      throw new InvalidTarget("A call cannot be a fanout: there would be many results. Use a cast");
    }
    const { timeout: _, versionCap, context, ...options } = this.#options;
    const reply = await this.#send(method, args, version, {
      ...options,
      waitForReply: true,
      timeout: this.#timeout,
    });
    if (reply === undefined) return null;
    if ("failure" in reply) throw toError(reply.failure, this.#errors);
    return reply.response;
  }

  /**
   * Sends a request that has no reply. Resolves when the request is on its way.
   *
   * @throws {RPCVersionCapError} the request needs a newer version than `versionCap`.
   * @throws {MessageDeliveryFailure} the request cannot be delivered.
   */
  async cast(method: string, args: Arguments = {}, version = this.#target.version): Promise<void> {
    const { retry, signal, timeout } = this.#options;
    await this.#send(method, args, version, { retry, signal, timeout, waitForReply: false });
  }

  #send(
    method: string,
    args: Arguments,
    version: string | undefined,
    options: Parameters<RpcTransport["send"]>[3],
  ): ReturnType<RpcTransport["send"]> {
    const { versionCap } = this.#options;
    if (versionCap !== undefined && !this.canSendVersion(version)) {
      throw new RPCVersionCapError(version ?? DEFAULT_VERSION, versionCap);
    }
    const { namespace } = this.#target;
    return this.#transport.send(this.#target, this.#context, { method, args, namespace, version }, options);
  }
}

function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
