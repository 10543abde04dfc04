import type { ServiceDescriptor } from "../definition/descriptor.js";

/**
 * The base of the generated endpoint classes: an implementation of a service's methods. Each gets the caller's context
 * and then its arguments, checked, in the definition's order; an argument that was left out is undefined. What it
 * returns or resolves with is checked and sent. A declared error that it throws reaches the caller under its own name;
 * of any other the caller gets the message alone, as Python's RuntimeError.
 *
 * @example
 * ```ts
 * class Answering extends MyService {
 *   override methodA(_ctx: RequestContext, arg1: string, arg2?: string): MethodAResult {
 *     return arg2 === undefined ? { arg1 } : { arg1, arg2 };
 *   }
 * }
 * ```
 */
export abstract class ServiceEndpoint {
  /** The definition that the endpoint was generated from. */
  abstract readonly descriptor: ServiceDescriptor;
}
