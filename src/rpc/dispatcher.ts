import type { RpcMessage } from "../drivers/driver.js";
import { NoSuchMethod, UnsupportedVersion } from "../errors/rpc-errors.js";
import type { DispatchedEndpoint, DispatchedMethod } from "./dispatched-endpoint.js";
import { DEFAULT_VERSION, isCompatible } from "./version.js";

/** A peer may ask for any number of them. */
const MAX_KNOWN = 32;

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
