import { isExposed } from "./expose.js";
import type { ServiceEndpoint } from "./service-endpoint.js";

/**
 * Says which methods of an endpoint can be called (`oslo_messaging.RPCAccessPolicyBase`). It is asked once for each
 * method, when the server is made: what it refuses does not exist for callers. Rules that depend on the request belong
 * in an interceptor.
 */
export interface AccessPolicy {
  /**
   * True when callers may call the method.
   *
   * @param endpoint what the server was given
   * @param method name on the wire
   * @param implementation the endpoint's function
   */
  isAllowed(
    endpoint: ServiceEndpoint,
    method: string,
    implementation: (...args: never[]) => unknown,
  ): boolean;
}

/**
 * Refuses methods whose names begin with `_` (`oslo_messaging.DefaultRPCAccessPolicy`). What servers use by default.
 *
 * @example
 * ```ts
 * const accessPolicy = new DefaultRPCAccessPolicy();
 * const cautious = new RpcServer(transport, { server: "host1", endpoints: [new MyService()], accessPolicy });
 * ```
 */
export class DefaultRPCAccessPolicy implements AccessPolicy {
  /** False for a name that begins with `_`. */
  isAllowed(_endpoint: ServiceEndpoint, method: string): boolean {
    return !method.startsWith("_");
  }
}

/**
 * Allows every method of the definition (`oslo_messaging.LegacyRPCAccessPolicy`).
 *
 * @example
 * ```ts
 * const accessPolicy = new LegacyRPCAccessPolicy();
 * const open = new RpcServer(transport, { server: "host1", endpoints: [new MyService()], accessPolicy });
 * ```
 */
export class LegacyRPCAccessPolicy implements AccessPolicy {
  /** Always true. */
  isAllowed(): boolean {
    return true;
  }
}

/**
 * Allows the methods marked with `expose` (`oslo_messaging.ExplicitRPCAccessPolicy`).
 *
 * @example
 * ```ts
 * class Exposed extends MyService {
 *   static {
 *     expose(this.prototype.methodA);
 *   }
 * }
 *
 * const accessPolicy = new ExplicitRPCAccessPolicy();
 * const strict = new RpcServer(transport, { server: "host1", endpoints: [new Exposed()], accessPolicy });
 * ```
 */
export class ExplicitRPCAccessPolicy implements AccessPolicy {
  /** True for a function that `expose` has marked. */
  isAllowed(
    _endpoint: ServiceEndpoint,
    _method: string,
    implementation: (...args: never[]) => unknown,
  ): boolean {
    return isExposed(implementation);
  }
}
