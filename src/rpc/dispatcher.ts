import type { RpcMessage } from "../drivers/driver.js";
import { NoSuchMethod, UnsupportedVersion } from "../errors/rpc-errors.js";
import type { RequestContext } from "../messaging/request-context.js";
import type { DispatchedEndpoint, EndpointMethod } from "./endpoint-methods.js";
import { DEFAULT_VERSION, isCompatible } from "./version.js";

/** Finds the method a request means and runs it (`oslo_messaging.rpc.dispatcher.RPCDispatcher`). */
export class Dispatcher {
  readonly #endpoints: readonly DispatchedEndpoint[];

  constructor(endpoints: readonly DispatchedEndpoint[]) {
    this.#endpoints = endpoints;
  }

  /**
   * The first endpoint with the request's namespace, a compatible version and the method has it.
   *
   * @throws {NoSuchMethod} endpoints of the namespace and version exist, none with the method.
   * @throws {UnsupportedVersion} no endpoint has the namespace in a compatible version.
   */
  find({ method: name, namespace, version = DEFAULT_VERSION }: RpcMessage): EndpointMethod {
    let isSupported = false;
    for (const endpoint of this.#endpoints) {
      if (endpoint.namespace !== namespace) continue;
      if (version === null || !isCompatible(endpoint.version, version)) continue;
      isSupported = true;
      const method = endpoint.methods.get(name);
      if (method !== undefined) return method;
    }
    throw isSupported ? new NoSuchMethod(name) : new UnsupportedVersion(String(version), name);
  }

  /**
   * Runs a method with checked arguments and returns its checked result.
   *
   * @throws {InvalidArguments} the arguments do not fit the method's schemas.
   * @throws {InvalidResult} the result does not.
   */
  async run(method: EndpointMethod, context: RequestContext, args: unknown): Promise<unknown> {
    const { descriptor, validator, run } = method;
    const named = validator.incomingArguments(args ?? {});
    const values = descriptor.params.map(({ name }) =>
      Object.hasOwn(named, name) ? named[name] : undefined,
    );
    return validator.outgoingResult(await run(context, values));
  }
}
