import type { RequestContext } from "../messaging/request-context.js";
import type { Target } from "../messaging/target.js";

/** A request on its way through the interceptors of a client or a server. */
export interface RpcRequest {
  /** A call is answered, a cast is not. */
  readonly kind: "call" | "cast";
  /** Name on the wire. */
  readonly method: string;
  /**
   * Arguments by name, as the program has them: at a client before they are serialized and checked, at a server
   * after they were checked and deserialized.
   */
  readonly args: Readonly<Record<string, unknown>>;
  /** The caller's, as the method gets it or as it is sent. */
  readonly context: RequestContext;
  /** Undefined is the null namespace. */
  readonly namespace: string | undefined;
  /** The version that an endpoint must have; undefined counts as 1.0. */
  readonly version: string | undefined;
  /** Where a client sends the request; what a server listens on. */
  readonly target: Target;
}

/** Takes a request to its result. */
export type RequestHandler = (request: RpcRequest) => Promise<unknown>;

/**
 * Stands around the requests of a client or a server: `(next) => async (request) => next(request)`. It may look at
 * the request, pass on one with other arguments or another context, change the result, throw, or answer without
 * calling `next`. The first of a list is the outermost.
 *
 * At a server it stands around the method, once the request has been found good. Requests that are refused before,
 * for their method, version or arguments, do not reach it.
 */
export type Interceptor = (next: RequestHandler) => RequestHandler;

/** One handler out of a handler and what stands around it. */
export function intercept(interceptors: readonly Interceptor[], handler: RequestHandler): RequestHandler {
  return interceptors.reduceRight((next, interceptor) => interceptor(next), handler);
}
