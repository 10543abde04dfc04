import type { MethodDescriptor } from "../definition/descriptor.js";
import type { IncomingRequest, RpcMessage } from "../drivers/driver.js";
import { NoSuchMethod, UnsupportedVersion } from "../errors/rpc-errors.js";
import { DefinitionError } from "../errors/setup-errors.js";
import { intercept } from "../messaging/intercept.js";
import type { RequestContext } from "../messaging/request-context.js";
import type { Serializer } from "../messaging/serializer.js";
import type { Target } from "../messaging/target.js";
import { checkDescriptor } from "../validation/check-descriptor.js";
import type { MethodEditions } from "../validation/method-editions.js";
import type { MethodValidator } from "../validation/method-validator.js";
import { ServiceValidator } from "../validation/service-validator.js";
import type { AccessPolicy } from "./access-policy.js";
import { type Interceptor, type RpcRequest, rpcRequest } from "./interceptor.js";
import type { ErrorIdentity } from "./remote-errors.js";
import type { ServiceEndpoint } from "./service-endpoint.js";
import { DEFAULT_VERSION, isCompatible } from "./version.js";

type Arguments = RpcRequest["args"];

/** A peer may ask for any number of them. */
const MAX_KNOWN = 32;

/** One method of an endpoint. */
export interface DispatchedMethod {
  /** Name of the service that its definition has. */
  readonly service: string | undefined;
  /**
   * Checks the arguments, and reads them.
   *
   * @param args as they came
   * @param version that of the request
   * @throws {InvalidArguments} the arguments do not fit the method's schemas.
   */
  readonly accept: (context: RequestContext, args: unknown, version: string | undefined) => Arguments;
  /**
   * Runs the method, and checks its result. Gives a promise of it where the method does.
   *
   * @param args those that were accepted
   * @throws {InvalidResult} the result does not fit its schema.
   */
  readonly run: (context: RequestContext, args: Arguments, request: IncomingRequest) => unknown;
  /** The errors the method may raise, which travel under their own names. */
  readonly errors: readonly ErrorIdentity[];
}

/** An endpoint as the dispatcher reads it: by wire names, made once from the descriptor. */
export interface DispatchedEndpoint {
  /** Undefined is the null namespace. */
  readonly namespace: string | undefined;
  /** Namespaces that mean the same. */
  readonly legacyNamespaces?: ReadonlySet<string | undefined> | undefined;
  readonly version: string;
  readonly methods: ReadonlyMap<string, DispatchedMethod>;
}

/** Finds the method a request means (`oslo_messaging.rpc.dispatcher.RPCDispatcher`). */
export class Dispatcher {
  readonly #endpoints: readonly DispatchedEndpoint[];
  /** Versions that were asked for, and one of an endpoint that serves each. */
  readonly #knownVersions = new Map<string, string>();
  #services: ReadonlyMap<string, string | undefined> | undefined;

  constructor(endpoints: readonly DispatchedEndpoint[]) {
    this.#endpoints = endpoints;
  }

  /**
   * The first endpoint with the request's namespace, a compatible version and the method has it.
   *
   * @throws {NoSuchMethod} endpoints of the namespace and version exist, none with the method.
   * @throws {UnsupportedVersion} no endpoint has the namespace in a compatible version.
   */
  find({ method: name, namespace, version = DEFAULT_VERSION }: RpcMessage): DispatchedMethod {
    let isSupported = false;
    for (const endpoint of this.#endpoints) {
      if (endpoint.namespace !== namespace && !endpoint.legacyNamespaces?.has(namespace)) continue;
      if (version === null || !this.#isServed(endpoint, version)) continue;
      isSupported = true;
      const method = endpoint.methods.get(name);
      if (method !== undefined) return method;
    }
    throw isSupported ? new NoSuchMethod(name) : new UnsupportedVersion(String(version), name);
  }

  /** The services of the methods that can be called, by name and in whatever version; undefined for pings. */
  get services(): ReadonlyMap<string, string | undefined> {
    this.#services ??= new Map(
      this.#endpoints
        .toReversed()
        .flatMap(({ methods }) => [...methods].map(([name, { service }]) => [name, service] as const)),
    );
    return this.#services;
  }

  /** The clients of a service ask for few versions, again and again. */
  #isServed({ version: own }: DispatchedEndpoint, version: string): boolean {
    if (this.#knownVersions.get(version) === own) return true;
    const isServed = isCompatible(own, version);
    if (isServed && this.#knownVersions.size < MAX_KNOWN) this.#knownVersions.set(version, own);
    return isServed;
  }
}

/** Terms on which a server's endpoints are served. */
export interface EndpointSettings {
  /** The namespace to serve the endpoint in, instead of its own. */
  readonly namespace: string | undefined;
  readonly legacyNamespaces: ReadonlySet<string | undefined> | undefined;
  readonly accessPolicy: AccessPolicy;
  readonly serializer: Serializer | undefined;
  readonly interceptors: readonly Interceptor[];
  /** The target that a request came to. */
  readonly targetOf: (request: IncomingRequest) => Target;
}

/**
 * Looks up the implementation of each method of an endpoint's descriptor. Requests only ever reach what stands in
 * the map this makes.
 *
 * @throws {DefinitionError} methods are missing, or the descriptor is newer than this library.
 */
export function dispatchedEndpoint(
  endpoint: ServiceEndpoint,
  settings: EndpointSettings,
): DispatchedEndpoint {
  const { descriptor } = endpoint;
  checkDescriptor(descriptor);
  const { accessPolicy, legacyNamespaces, namespace = descriptor.namespace } = settings;
  const validator = new ServiceValidator(descriptor);
  const methods = new Map<string, DispatchedMethod>();
  const missing: string[] = [];
  for (const method of descriptor.methods) {
    const { name } = method;
    const implementation = findFunction(endpoint, method.property ?? name);
    const editions = validator.editions(name);
    if (implementation === undefined || editions === undefined) missing.push(name);
    else if (accessPolicy.isAllowed(endpoint, name, implementation)) {
      const errors = (descriptor.errors ?? [])
        .filter((error) => method.errors.includes(error.name))
        .map((error) => ({ errorName: error.name, module: error.module }));
      const call: Implementation = (context, values) =>
        implementation.call(endpoint, context as never, ...(values as never[]));
      methods.set(name, {
        service: descriptor.service,
        accept: makeAccept(editions, settings),
        run: makeRun(method, editions.newest, call, settings),
        errors,
      });
    }
  }
  if (missing.length === 0) return { namespace, legacyNamespaces, version: descriptor.version, methods };
  const message = `${endpoint.constructor.name} does not implement ${missing.join(", ")}`;
  throw new DefinitionError([{ file: descriptor.service, pointer: "/methods", message }]);
}

/** Calls the implementation with its arguments in the definition's order. */
type Implementation = (context: RequestContext, values: readonly unknown[]) => unknown;

type EndpointFunction = Parameters<AccessPolicy["isAllowed"]>[2];

function findFunction(endpoint: ServiceEndpoint, property: string): EndpointFunction | undefined {
  const found: unknown = (endpoint as unknown as Readonly<Record<string, unknown>>)[property];
  return typeof found === "function" ? (found as EndpointFunction) : undefined;
}

function makeAccept(editions: MethodEditions, { serializer }: EndpointSettings): DispatchedMethod["accept"] {
  const { differ, newest } = editions;
  const validatorOf = differ
    ? (version: string | undefined) => editions.at(version ?? DEFAULT_VERSION)
    : () => newest;
  if (serializer === undefined)
    return (_context, args, version) => validatorOf(version).withDefaults(args ?? {});
  return (context, args, version) =>
    deserialized(validatorOf(version).withDefaults(args ?? {}), context, serializer);
}

function makeRun(
  method: MethodDescriptor,
  validator: MethodValidator,
  call: Implementation,
  { serializer, interceptors, targetOf }: EndpointSettings,
): DispatchedMethod["run"] {
  const result =
    serializer === undefined
      ? (_context: RequestContext, value: unknown) => validator.outgoingResult(value)
      : (context: RequestContext, value: unknown) =>
          validator.outgoingResult(serializer.serializeEntity(context, value));
  const inOrder = argumentOrder(method);
  if (interceptors.length === 0) {
    return (context, args) => {
      const value = call(context, inOrder(args));
      // An asynchronous function would make two promises more for each request, also where the method is none.
      if (!isThenable(value)) return result(context, value);
      return Promise.resolve(value).then((settled) => result(context, settled));
    };
  }
  const handler = intercept(interceptors, async ({ context, args }) => call(context, inOrder(args)));
  return async (context, args, request) =>
    result(context, await handler(rpcRequest(request, { context, args, target: targetOf(request) })));
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as Partial<PromiseLike<unknown>> | null | undefined)?.then === "function";
}

/** The arguments as a method takes them: those of the definition in its order, then an object of all others. */
export function argumentOrder({
  params,
  additionalParams,
}: MethodDescriptor): (args: Arguments) => readonly unknown[] {
  const named = (args: Arguments) =>
    params.map(({ name }) => (Object.hasOwn(args, name) ? args[name] : undefined));
  if (additionalParams === undefined) return named;
  const known = new Set(params.map(({ name }) => name));
  return (args) => [
    ...named(args),
    Object.fromEntries(Object.entries(args).filter(([name]) => !known.has(name))),
  ];
}

/** Only names that the definition allows get here. */
function deserialized(
  args: Readonly<Record<string, unknown>>,
  context: RequestContext,
  serializer: Serializer,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, serializer.deserializeEntity(context, value)]),
  );
}
