import { ExpectedException } from "../errors/rpc-errors.js";
import { expose, isExposed } from "./expose.js";

/**
 * Says that a method throws errors of these classes, and of classes derived from them, on purpose: they reach the
 * caller as usual, and are not logged as errors (`oslo_messaging.expected_exceptions`). A standard decorator,
 * `@expectedExceptions(NotReady)`; without decorators, `methodA = expectedExceptions(NotReady)(function (ctx) {…})`.
 *
 * @returns wraps a method; as a standard decorator or as a plain function
 */
export function expectedExceptions(
  ...classes: readonly (abstract new (
    ...args: never[]
  ) => Error)[]
): <This, Args extends unknown[], Result>(
  method: (this: This, ...args: Args) => Result,
  context?: ClassMethodDecoratorContext,
) => (this: This, ...args: Args) => Result {
  const rethrow = (error: unknown): never => {
    throw classes.some((type) => error instanceof type) ? new ExpectedException(error) : error;
  };
  return (method) => {
    const wrapped: typeof method = function (...args) {
      try {
        const result = method.apply(this, args);
        return isPromise(result) ? (result.catch(rethrow) as typeof result) : result;
      } catch (error) {
        return rethrow(error);
      }
    };
    return isExposed(method) ? (expose(wrapped as (...args: never[]) => unknown) as typeof method) : wrapped;
  };
}

function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise;
}
