import type { IncomingRequest } from "../drivers/driver.js";
import { isJsonObject } from "../json/json-object.js";
import { intercept } from "../messaging/intercept.js";
import { RequestContext } from "../messaging/request-context.js";
import type { Target } from "../messaging/target.js";

/** A request on its way through the interceptors of a client or a server. */
export interface RpcRequest {
  /** A call is answered, a cast is not. */
  readonly kind: "call" | "cast";
  /** Name on the wire. */
  readonly method: string;
  /**
   * Arguments by name, as the program has them: at a client before they are serialized and checked, at a server
   * after they were checked and deserialized; those of a refused request as they came.
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
  /**
   * Why a server does not run the request; undefined when it does. `NoSuchMethod` is also what an access policy
   * refuses, `MessagingTimeout` a request that came when its caller waited no longer.
   */
  readonly refusal?: unknown;
}

/** Takes a request to its result. */
export type RequestHandler = (request: RpcRequest) => Promise<unknown>;

/**
 * Stands around the requests of a client or a server: `(next) => async (request) => next(request)`. It may look at
 * the request, pass on one with other arguments or another context, change the result, throw, or answer without
 * calling `next`. The first of a list is the outermost.
 *
 * At a server it stands around the method. A request that is refused before, for its method, namespace, version or
 * arguments, passes it as well: it has a `refusal`, with which `next` rejects. At a client `next` rejects alike with what
 * the client or the server refuses.
 */
export type Interceptor = (next: RequestHandler) => RequestHandler;

/** A request that came, as a server's interceptors see it. */
export function rpcRequest(
  { message: { method, namespace, version }, expectsReply }: IncomingRequest,
  { context, args, target, refusal }: Pick<RpcRequest, "context" | "args" | "target" | "refusal">,
): RpcRequest {
  const kind = expectsReply ? "call" : "cast";
  return { kind, method, args, context, namespace, version: version ?? undefined, target, refusal };
}

/** Takes a request that is refused past the interceptors of a server; rejects with the reason unless they do otherwise. */
export type RefusedRequestHandler = (request: IncomingRequest, refusal: unknown) => Promise<unknown>;

/** Undefined where there are no interceptors. */
export function refusedRequestHandler(
  interceptors: readonly Interceptor[],
  targetOf: (request: IncomingRequest) => Target,
): RefusedRequestHandler | undefined {
  if (interceptors.length === 0) return undefined;
  const handler = intercept(interceptors, async ({ refusal }) => {
    throw refusal;
  });
  return async (request, refusal) => {
    const { args } = request.message;
    const context = new RequestContext(request.context);
    const target = targetOf(request);
    return handler(rpcRequest(request, { context, args: isJsonObject(args) ? args : {}, target, refusal }));
  };
}
