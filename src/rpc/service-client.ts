import type { MethodDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import { compareVersions } from "../definition/version.js";
import type { ServiceErrorClass } from "../errors/service-error.js";
import { InvalidArguments } from "../errors/validation-errors.js";
import type { Target } from "../messaging/target.js";
import { checkRpcTransport } from "../transport/check-transport.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import { checkDescriptor } from "../validation/check-descriptor.js";
import { ServiceValidator } from "../validation/service-validator.js";
import { override, type PrepareOptions, type RpcClientOptions } from "./call-options.js";
import { castMethods } from "./cast-methods.js";
import { namedMethods } from "./named-methods.js";
import { type DescribedMethod, type DescribedMethods, RequestSender } from "./request-sender.js";
import { checkVersion } from "./version.js";

/** Options of a generated client: what `prepare` takes, for all of its requests, and what only the whole client has. */
export interface ServiceClientOptions<Topic extends string = string>
  extends Partial<Omit<Target, "topic">>,
    RpcClientOptions {
  /** That of the definition when not given. */
  readonly topic?: Topic | undefined;
}

interface ClientState {
  readonly descriptor: ServiceDescriptor;
  readonly transport: RpcTransport;
  readonly options: ServiceClientOptions;
  readonly methods: ClientMethods;
  readonly sender: RequestSender;
}

/** Under a symbol, so that no method of a service can have its name. */
const state: unique symbol = Symbol("state");

/**
 * The base of the generated clients. Arguments and results are checked against the service's schemas. Their methods
 * reject with the errors that the definition declares, and with those of `RpcClient.call` and of `invoke`.
 *
 * @example
 * ```ts
 * const client = new MyServiceClient(transport, { timeout: 10 });
 * const { arg1 } = await client.prepare({ server: "host1" }).methodA("a");
 * ```
 */
export abstract class ServiceClient {
  /** @internal */
  readonly [state]: ClientState;

  /**
   * Sends nothing yet, and does not connect.
   *
   * @param errors the generated classes of the errors the service declares
   * @throws {DefinitionError} the descriptor is newer than this library.
   * @throws {RangeError} a time is no number of seconds, or `callMonitorTimeout` is below 2 and not 0.
   */
  constructor(
    descriptor: ServiceDescriptor,
    transport: RpcTransport,
    options: ServiceClientOptions = {},
    errors: readonly ServiceErrorClass[] = [],
  ) {
    checkDescriptor(descriptor);
    checkRpcTransport(transport, "A client");
    const { topic, namespace } = descriptor;
    const exchange = transport.exchangeOf(descriptor);
    const all = override<ServiceClientOptions>({ topic, exchange, namespace }, options);
    const known = { ...all, errors: [...errors, ...(options.errors ?? [])] };
    const methods = new ClientMethods(descriptor);
    this[state] = makeState({ descriptor, transport, options: known, methods });
  }

  /** The definition that the client was generated from. */
  get descriptor(): ServiceDescriptor {
    return this[state].descriptor;
  }

  /**
   * The methods with their arguments by name, as they are on the wire: `client.named.methodA({ arg1: "a" })`. Generated
   * clients have their types.
   */
  get named(): object {
    return namedMethods(this[state].descriptor, (name, values, further) =>
      this.invoke(name, values, further),
    );
  }

  /**
   * Casts of the methods that are both called and cast: `client.cast.methodA("a")`, or by name
   * `client.cast.named.methodA({ arg1: "a" })`. Generated clients of services with such methods have their types.
   */
  get cast(): object {
    return castMethods(this[state].descriptor, (name, values, further) =>
      this.invoke(name, values, further, "cast"),
    );
  }

  /**
   * A client like this one with some options changed (`oslo_messaging.RPCClient.prepare`).
   *
   * @throws {InvalidTarget} a version is not MAJOR.MINOR, or the topic is taken away.
   * @throws {RangeError} a time is no number of seconds, or `callMonitorTimeout` is below 2 and not 0.
   */
  prepare(overrides: PrepareOptions): this {
    checkVersion(overrides.version);
    checkVersion(overrides.versionCap);
    const prepared = Object.create(Object.getPrototypeOf(this) as object) as this;
    const options = override(this[state].options, overrides);
    return Object.assign(prepared, this, { [state]: makeState({ ...this[state], options }) });
  }

  /** True when requests of that version, or of the service's own, are within the version cap. */
  canSendVersion(version?: string): boolean {
    return this[state].sender.canSendVersion(version ?? this[state].descriptor.version);
  }

  /**
   * Calls or casts a method of the service. Generated methods call it.
   *
   * @param name the method's wire name
   * @param values its arguments in the definition's order; undefined ones are left out
   * @param further arguments beside those, by name, where the definition allows them
   * @param way for a method that is both called and cast; without it, it is called
   * @throws {InvalidArguments} an argument is missing or does not fit its schema. Nothing is sent.
   * @throws {InvalidResult} the result does not fit its schema.
   */
  protected invoke<Result>(
    name: string,
    values: readonly unknown[],
    further?: Readonly<Record<string, unknown>>,
    way?: "call" | "cast",
  ): Promise<Result> {
    // Not asynchronous: a call under way would keep another suspended function.
    try {
      const { descriptor: service, methods, sender, options } = this[state];
      const method = methods.find(name);
      if (method === undefined) throw new TypeError(`${service.service} has no method ${name}`);
      const { params } = method.descriptor;
      const args: Record<string, unknown> = {};
      for (let index = 0; index < values.length; index += 1) {
        const value = values[index];
        const param = params[index];
        if (value === undefined) continue;
        if (param === undefined)
          throw new InvalidArguments(name, `/${index}`, "the method has no such argument");
        args[param.name] = value;
      }
      if (further !== undefined) addFurther(args, further, method.descriptor);
      const version = options.version ?? sender.versionFor(method, args, method.versions.of(values));
      return sender.send(way ?? method.kind, name, args, version) as Promise<Result>;
    } catch (error) {
      return Promise.reject(error);
    }
  }
}

/**
 * Adds arguments that are none of the parameters.
 *
 * @throws {InvalidArguments} one of them is called as a parameter.
 */
function addFurther(
  args: Record<string, unknown>,
  further: Readonly<Record<string, unknown>>,
  { name, params }: MethodDescriptor,
): void {
  for (const [key, value] of Object.entries(further)) {
    if (params.some((param) => param.name === key))
      throw new InvalidArguments(name, `/${key}`, "is an argument of its own");
    // What is called as a member of every object is refused by whoever checks the arguments.
    Object.defineProperty(args, key, { value, enumerable: true, configurable: true, writable: true });
  }
}

function makeState(parts: Omit<ClientState, "sender">): ClientState {
  const { transport, options, methods } = parts;
  const { topic = "", exchange, namespace, version, server, fanout, ...rest } = options;
  const target = { topic, exchange, namespace, version, server, fanout };
  return { ...parts, sender: new RequestSender({ transport, target, options: rest, service: methods }) };
}

/** One method as a client calls it. */
interface ClientMethod extends DescribedMethod {
  /** The way of its requests where nothing else is asked for. */
  readonly kind: "call" | "cast";
  readonly versions: RequestVersions;
}

/** The version a request of one method needs: the method's own, or that of the newest argument that is passed. */
export class RequestVersions {
  /** The versions there are, the oldest first. */
  readonly #versions: readonly string[];
  readonly #methodRank: number;
  /** The place of each parameter's version among them. */
  readonly #paramRanks: readonly number[];

  constructor({ since, params }: MethodDescriptor) {
    const all = new Set([since, ...params.map((param) => param.since ?? since)]);
    this.#versions = [...all].sort(compareVersions);
    this.#methodRank = this.#versions.indexOf(since);
    this.#paramRanks = params.map((param) => this.#versions.indexOf(param.since ?? since));
  }

  /** @param values the arguments in the definition's order; undefined ones are not passed */
  of(values: readonly unknown[]): string {
    let rank = this.#methodRank;
    for (let index = 0; index < values.length; index += 1) {
      const own = this.#paramRanks[index];
      if (own !== undefined && own > rank && values[index] !== undefined) rank = own;
    }
    return this.#versions[rank] as string;
  }
}

/** The methods of a service as a client calls them, made once and shared by all that `prepare` makes of it. */
class ClientMethods implements DescribedMethods {
  readonly validator: ServiceValidator;
  readonly #methods = new Map<string, ClientMethod>();

  constructor(descriptor: ServiceDescriptor) {
    this.validator = new ServiceValidator(descriptor);
    for (const method of descriptor.methods) {
      const editions = this.validator.editions(method.name);
      if (editions !== undefined)
        this.#methods.set(method.name, {
          service: descriptor.service,
          descriptor: method,
          editions,
          kind: method.kind === "both" ? "call" : method.kind,
          versions: new RequestVersions(method),
        });
    }
  }

  /** The method of that wire name, if the service has it. */
  find(name: string): ClientMethod | undefined {
    return this.#methods.get(name);
  }
}
