import { RemoteError } from "../errors/rpc-errors.js";
import type { HandleRequestOperation, OperationResult, SendRequestOperation } from "./instrumentation.js";

/** A request, at either side. */
export type Request = SendRequestOperation | HandleRequestOperation;

/** The name of all methods that a peer makes up, and of whatever there is no more room for. */
export const OTHER = "_OTHER";

/** The facts by which requests are told apart: those that requests have in common which are counted together. */
export interface RequestFacts
  extends Pick<
    Request,
    "type" | "kind" | "method" | "isKnown" | "service" | "namespace" | "version" | "target" | "transport"
  > {
  /** Of a server's none. */
  readonly timeout?: SendRequestOperation["timeout"] | typeof OTHER;
}

/** Nothing but the facts: what else a program or a message puts into a request is not to be kept. */
export function factsOf(request: RequestFacts): RequestFacts {
  const { type, kind, method, isKnown, service, namespace, version, target, transport, timeout } = request;
  return { type, kind, method, isKnown, service, namespace, version, target, transport, timeout };
}

/** Records the times of requests that have all facts in common somewhere else, each by itself. */
export interface RequestRecorder {
  /** A request of a server begins. @param seconds that it waited for a method to end */
  waited(seconds: number): void;
  /** A request has ended, so many seconds after it began. */
  ended(seconds: number, result: OperationResult, error: unknown): void;
}

/** The class of an error, that of the server where it is one from there; of nothing the result. */
export function errorType(error: unknown, result: OperationResult): string {
  if (error === undefined) return result;
  return named(() => {
    if (error instanceof RemoteError) return error.excType;
    return error instanceof Error ? error.name : typeof error;
  });
}

/** The class of what was thrown here. */
export function exceptionOf(error: unknown): string {
  return named(() => (error instanceof Error ? error.name : OTHER));
}

/** A method may throw anything, also what has another name than a text, or fails when it is looked at. */
function named(read: () => unknown): string {
  try {
    const name = read();
    return typeof name === "string" ? name : OTHER;
  } catch {
    return OTHER;
  }
}
