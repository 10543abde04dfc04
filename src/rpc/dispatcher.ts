import type { RpcMessage } from "../drivers/driver.js";
import { NoSuchMethod, UnsupportedVersion } from "../errors/rpc-errors.js";
import type { DispatchedEndpoint, EndpointMethod } from "./endpoint-methods.js";
import { DEFAULT_VERSION, isCompatible } from "./version.js";

/** Finds the method a request means (`oslo_messaging.rpc.dispatcher.RPCDispatcher`). */
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
      if (endpoint.namespace !== namespace && !endpoint.legacyNamespaces?.has(namespace)) continue;
      if (version === null || !isCompatible(endpoint.version, version)) continue;
      isSupported = true;
      const method = endpoint.methods.get(name);
      if (method !== undefined) return method;
    }
    throw isSupported ? new NoSuchMethod(name) : new UnsupportedVersion(String(version), name);
  }
}
