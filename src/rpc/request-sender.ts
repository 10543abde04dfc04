import { defaults } from "../config/groups/default.js";
import type { MethodDescriptor } from "../definition/descriptor.js";
import type { Reply, SendOptions } from "../drivers/driver.js";
import { MessagingTimeout } from "../errors/delivery-errors.js";
import { RPCVersionCapError } from "../errors/rpc-errors.js";
import { InvalidTarget } from "../errors/setup-errors.js";
import type { Instruments } from "../instruments/instruments.js";
import type { StartedOperation } from "../instruments/started-operation.js";
import { checkAddressNames } from "../messaging/address-names.js";
import { intercept } from "../messaging/intercept.js";
import { RequestContext } from "../messaging/request-context.js";
import { checkRetry } from "../messaging/retry.js";
import type { Serializer } from "../messaging/serializer.js";
import { describeTarget, type Target } from "../messaging/target.js";
import { checkRpcTransport } from "../transport/check-transport.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import type { MethodEditions } from "../validation/method-editions.js";
import type { MethodValidator } from "../validation/method-validator.js";
import type { ServiceValidator } from "../validation/service-validator.js";
import type { RpcClientOptions } from "./call-options.js";
import { checkCallMonitor, checkDuration, usableCallMonitor } from "./durations.js";
import type { RequestHandler, RpcRequest } from "./interceptor.js";
import { observedReply, resultOfRequest } from "./operation-result.js";
import { toError } from "./remote-errors.js";
import { checkVersion, DEFAULT_VERSION, isCompatible } from "./version.js";

type Arguments = RpcRequest["args"];
type RequestKind = RpcRequest["kind"];

/** A method of a definition, as far as requests need it. */
export interface DescribedMethod {
  /** Name of the service. */
  readonly service: string;
  readonly descriptor: MethodDescriptor;
  readonly editions: MethodEditions;
}

/** The methods of a definition, as far as requests need them. */
export interface DescribedMethods {
  readonly validator: ServiceValidator;
  find(name: string): DescribedMethod | undefined;
}

/** All that calls of a method share, so that none under way keeps one of its own. */
interface MethodCall {
  readonly sending: SendOptions;
  /** The result a reply holds. Throws the error that it holds instead. */
  readonly read: (reply: Reply | undefined) => unknown;
}

/** Where requests go and on what terms; nobody changes any of it afterwards. */
export interface RequestPlan {
  readonly transport: RpcTransport;
  readonly target: Target;
  readonly options: RpcClientOptions;
  /** The methods of a definition; without, nothing is checked. */
  readonly service?: DescribedMethods | undefined;
  /** Told of each call whose request the peer has taken. */
  readonly onTaken?: SendOptions["onTaken"];
}

/** Makes the requests of a client, with a service definition or without one, and reads their replies. */
export class RequestSender {
  readonly #transport: RpcTransport;
  readonly #target: Target;
  readonly #options: RpcClientOptions;
  readonly #service: DescribedMethods | undefined;
  readonly #onTaken: SendOptions["onTaken"];
  readonly #context: RequestContext;
  /** The client's context is that of a request whose caller waits for so long only. */
  readonly #isBounded: boolean;
  readonly #handler: RequestHandler | undefined;
  readonly #instruments: Instruments | undefined;
  /** By method; those no service describes are called alike. */
  readonly #calls = new Map<DescribedMethod | undefined, MethodCall>();

  /**
   * @throws {InvalidTransport} the transport is not one of RPC.
   * @throws {InvalidTarget} the target has no topic, or a name that no address can have, or a version is not MAJOR.MINOR.
   * @throws {RangeError} a time is no number of seconds, `callMonitorTimeout` is below 2 and not 0, or `retry` is no
   * integer from -1 up.
   */
  constructor({ transport, target, options, service, onTaken }: RequestPlan) {
    checkRpcTransport(transport, "A client");
    if (!target.topic) throw new InvalidTarget("A client needs a topic");
    checkAddressNames(target);
    checkVersion(target.version);
    checkVersion(options.versionCap);
    checkRetry(options.retry);
    checkDuration("timeout", options.timeout);
    checkCallMonitor(options.callMonitorTimeout);
    const { context, interceptors = [], instrumentation } = options;
    this.#transport = transport;
    this.#target = target;
    this.#options = options;
    this.#service = service;
    this.#onTaken = onTaken;
    this.#context = context instanceof RequestContext ? context : new RequestContext(context);
    this.#isBounded = this.#context.remaining !== undefined;
    this.#instruments = transport.instrumentsWith(instrumentation);
    if (interceptors.length > 0) {
      this.#handler = intercept(interceptors, async ({ kind, method, args, version, context }) =>
        this.#perform(kind, method, args, version, context),
      );
    }
  }

  /** True when requests of that version are within the version cap. */
  canSendVersion(version: string = this.#target.version ?? DEFAULT_VERSION): boolean {
    const { versionCap } = this.#options;
    return versionCap === undefined || isCompatible(versionCap, version);
  }

  /**
   * The version that a request needs: the first, from one on, in which its arguments are those of the method; the newest
   * when they are those of none.
   */
  versionFor({ editions }: DescribedMethod, args: Arguments, from: string): string {
    if (!editions.differ) return from;
    const { serializer } = this.#options;
    const written = serializer === undefined ? args : serializedArguments(args, this.#context, serializer);
    return editions.versionFor(written, from);
  }

  /** Makes a request; resolves with the result of a call, or when a cast is on its way. */
  send(kind: RequestKind, method: string, args: Arguments, version: string | undefined): Promise<unknown> {
    const handler = this.#handler;
    if (handler !== undefined) return this.#intercepted(handler, kind, method, args, version);
    try {
      return this.#perform(kind, method, args, version, this.#context);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Asynchronous also where an interceptor is not. */
  async #intercepted(
    handler: RequestHandler,
    kind: RequestKind,
    method: string,
    args: Arguments,
    version: string | undefined,
  ): Promise<unknown> {
    const target = this.#target;
    const { namespace } = target;
    return handler({ kind, method, args, version, namespace, context: this.#context, target });
  }

  #perform(
    kind: RequestKind,
    method: string,
    args: Arguments,
    version: string | undefined,
    context: RequestContext,
  ): Promise<unknown> {
    const instruments = this.#instruments;
    if (instruments === undefined) return this.#request(kind, method, args, version, context, undefined);
    const { timeout, signal } = this.#options;
    const target = this.#target;
    const known = this.#service?.find(method);
    const operation = instruments.started({
      type: "send-request",
      kind,
      method,
      isKnown: known !== undefined,
      service: known?.service,
      namespace: target.namespace,
      version,
      context,
      target,
      timeout,
      transport: instruments.transport,
    });
    if (operation === undefined) return this.#request(kind, method, args, version, context, undefined);
    try {
      return operation.hasSurroundings
        ? operation.run(() => this.#request(kind, method, args, version, context, operation))
        : this.#request(kind, method, args, version, context, operation);
    } catch (error) {
      operation.ended(resultOfRequest(error, signal), error);
      throw error;
    }
  }

  /** Not asynchronous: what such a function keeps while it waits is the most of what a call under way takes. */
  #request(
    kind: RequestKind,
    method: string,
    args: Arguments,
    version: string | undefined,
    context: RequestContext,
    operation: StartedOperation | undefined,
  ): Promise<unknown> {
    const { serializer, versionCap, retry, signal, transportOptions } = this.#options;
    const target = this.#target;
    const known = this.#service?.find(method);
    const serialized = serializer === undefined ? args : serializedArguments(args, context, serializer);
    const checked =
      known === undefined ? serialized : validatorOf(known, version).outgoingArguments(serialized);
    if (versionCap !== undefined && !this.canSendVersion(version)) {
      throw new RPCVersionCapError(version ?? DEFAULT_VERSION, versionCap);
    }
    const written = serializer === undefined ? context.fields : serializer.serializeContext(context.fields);
    const fields = operation === undefined ? written : operation.contextOf(written);
    const message = { method, args: checked, namespace: target.namespace, version };
    if (kind === "cast") {
      const { timeout } = this.#options;
      const options = { waitForReply: false, timeout, retry, signal, transportOptions };
      const sent = this.#transport.send(target, fields, message, options);
      return operation === undefined ? sent : observedReply(operation, signal, sent, () => undefined);
    }
    if (target.fanout) {
      throw new InvalidTarget("A call cannot be a fanout: there would be many results. Use a cast");
    }
    const { sending, read } = this.#callOf(method, known, context);
    const sent = this.#transport.send(target, fields, message, sending);
    return operation === undefined ? sent.then(read) : observedReply(operation, signal, sent, read);
  }

  /** The calling of a method: made once, unless the call is made on behalf of a request that has a deadline. */
  #callOf(method: string, known: DescribedMethod | undefined, context: RequestContext): MethodCall {
    const isUsual = context === this.#context && !this.#isBounded;
    const usual = isUsual ? this.#calls.get(known) : undefined;
    if (usual !== undefined) return usual;
    const { callMonitorTimeout, retry, signal, transportOptions } = this.#options;
    const call: MethodCall = {
      sending: {
        waitForReply: true,
        timeout: this.#timeout(method, known?.descriptor.timeout, context),
        callMonitorTimeout: callMonitorTimeout ?? usableCallMonitor(known?.descriptor.callMonitorTimeout),
        retry,
        signal,
        transportOptions,
        ...(this.#onTaken && { onTaken: this.#onTaken }),
      },
      read: (reply) => this.#result(reply, known, context),
    };
    if (isUsual) this.#calls.set(known, call);
    return call;
  }

  #result(reply: Reply | undefined, known: DescribedMethod | undefined, context: RequestContext): unknown {
    const { serializer } = this.#options;
    if (reply === undefined) return null;
    if ("failure" in reply) {
      const errors = [...(this.#options.errors ?? []), ...this.#transport.allowedRemoteExmods];
      throw toError(reply.failure, errors, this.#service?.validator);
    }
    const result =
      known === undefined ? reply.response : known.editions.newest.incomingResult(reply.response);
    return serializer === undefined ? result : serializer.deserializeEntity(context, result);
  }

  /** A call made on behalf of a request waits no longer than that request's caller. */
  #timeout(method: string, own: number | undefined, context: RequestContext): number {
    const timeout =
      this.#options.timeout ?? own ?? this.#transport.configuration.get(defaults.rpcResponseTimeout);
    const { remaining } = context;
    if (remaining === undefined || remaining > timeout) return timeout;
    if (remaining > 0) return remaining;
    const place = `${method} on ${describeTarget(this.#target)}`;
    throw new MessagingTimeout(`${place} was not called: the caller of this request no longer waits`);
  }
}

/** Most methods have one validator for all versions, for which nothing need be looked up. */
function validatorOf({ editions }: DescribedMethod, version = DEFAULT_VERSION): MethodValidator {
  return editions.differ ? editions.at(version) : editions.newest;
}

function serializedArguments(args: Arguments, context: RequestContext, serializer: Serializer): Arguments {
  const serialized: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(args)) {
    if (value !== undefined) serialized[name] = serializer.serializeEntity(context, value);
  }
  return serialized;
}
