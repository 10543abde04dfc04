import type { MethodDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import { InvalidArguments } from "../errors/rpc-errors.js";
import type { ServiceErrorClass } from "../errors/service-error.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import { checkDescriptor } from "../validation/check-descriptor.js";
import type { MethodValidator } from "../validation/method-validator.js";
import { ServiceValidator } from "../validation/service-validator.js";
import { type PrepareOptions, RpcClient } from "./rpc-client.js";
import { laterVersion } from "./version.js";

/** Options of a generated client: what `prepare` takes, for all of its requests. */
export interface ServiceClientOptions extends PrepareOptions {}

/** One method as a client calls it. */
interface ClientMethod {
  readonly descriptor: MethodDescriptor;
  readonly validator: MethodValidator;
  readonly client: RpcClient;
}

interface ClientState {
  readonly descriptor: ServiceDescriptor;
  readonly transport: RpcTransport;
  readonly options: ServiceClientOptions;
  readonly errors: readonly ServiceErrorClass[];
  readonly validator: ServiceValidator;
  readonly client: RpcClient;
  /** Filled as methods are first called. */
  readonly methods: Map<string, ClientMethod>;
}

/** Under a symbol, so that no method of a service can have its name. */
const state: unique symbol = Symbol("state");

/** What the generated clients extend. Arguments and results are checked against the service's schemas. */
export abstract class ServiceClient {
  /** @internal */
  readonly [state]: ClientState;

  /**
   * @param errors the generated classes of the errors the service declares
   * @throws {DefinitionError} the descriptor is newer than this library.
   */
  constructor(
    descriptor: ServiceDescriptor,
    transport: RpcTransport,
    options: ServiceClientOptions = {},
    errors: readonly ServiceErrorClass[] = [],
  ) {
    checkDescriptor(descriptor);
    const validator = new ServiceValidator(descriptor);
    this[state] = makeState({ descriptor, transport, options, errors, validator });
  }

  /** What the client was generated from. */
  get descriptor(): ServiceDescriptor {
    return this[state].descriptor;
  }

  /** A client like this one with some options changed (`oslo_messaging.RPCClient.prepare`). */
  prepare(overrides: PrepareOptions): this {
    const { options } = this[state];
    const prepared = Object.create(Object.getPrototypeOf(this) as object) as this;
    return Object.assign(prepared, this, {
      [state]: makeState({ ...this[state], options: { ...options, ...overrides } }),
    });
  }

  /** True when requests of that version, or of the service's own, are within the version cap. */
  canSendVersion(version?: string): boolean {
    return this[state].client.canSendVersion(version ?? this[state].descriptor.version);
  }

  /**
   * Calls or casts a method of the service. Generated methods call it.
   *
   * @param name the method's wire name
   * @param values its arguments in the definition's order; undefined ones are left out
   * @throws {InvalidArguments} an argument is missing or does not fit its schema. Nothing is sent.
   * @throws {InvalidResult} the result does not fit its schema.
   */
  protected async invoke<Result>(name: string, values: readonly unknown[]): Promise<Result> {
    const { descriptor, validator, client } = findMethod(this[state], name);
    let version = descriptor.since;
    const args: Record<string, unknown> = {};
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index];
      const param = descriptor.params[index];
      if (value === undefined) continue;
      if (param === undefined)
        throw new InvalidArguments(name, `/${index}`, "the method has no such argument");
      args[param.name] = value;
      if (param.since !== undefined) version = laterVersion(version, param.since);
    }
    const checked = validator.outgoingArguments(args);
    const requested = this[state].options.version ?? version;
    if (descriptor.kind === "cast") {
      await client.cast(name, checked, requested);
      return undefined as Result;
    }
    return validator.incomingResult(await client.call(name, checked, requested)) as Result;
  }
}

function makeState(parts: Omit<ClientState, "client" | "methods">): ClientState {
  const { descriptor, transport, options, errors } = parts;
  const { topic, exchange, namespace } = descriptor;
  const client = new RpcClient(transport, { topic, exchange, namespace }, {}, errors).prepare(options);
  return { ...parts, client, methods: new Map() };
}

function findMethod(from: ClientState, name: string): ClientMethod {
  const known = from.methods.get(name);
  if (known !== undefined) return known;
  const descriptor = from.descriptor.methods.find((candidate) => candidate.name === name);
  const validator = from.validator.method(name);
  if (descriptor === undefined || validator === undefined) {
    throw new TypeError(`${from.descriptor.service} has no method ${name}`);
  }
  const { options, client } = from;
  const own = {
    timeout: options.timeout ?? (descriptor.kind === "call" ? descriptor.timeout : undefined),
    callMonitorTimeout: options.callMonitorTimeout ?? descriptor.callMonitorTimeout,
  };
  const method = { descriptor, validator, client: client.prepare(own) };
  from.methods.set(name, method);
  return method;
}
