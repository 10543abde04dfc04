import {
  ExpectedException,
  InvalidArguments,
  NoSuchMethod,
  UnsupportedVersion,
} from "../errors/rpc-errors.js";
import type { Logger } from "../log/logger.js";
import { declaredClass, type ErrorIdentity } from "./remote-errors.js";

/** Oslo's callers end the name of a method that old servers lack with this: no error is logged for it. */
const QUIET_SUFFIX = "_ignore_errors";

/** Errors that are the caller's own. */
const callersErrors = [InvalidArguments, NoSuchMethod, UnsupportedVersion] as const;

/**
 * Records why a request failed. Errors that the definition or the method foresees are none of the server's, and those
 * of the caller need no stack: else any caller could fill the log.
 *
 * @param declared the errors that travel under their own names
 */
export function logFailure(
  log: Logger,
  method: string,
  error: unknown,
  declared: readonly ErrorIdentity[],
): void {
  if (error instanceof ExpectedException) {
    log.debug({ method, error: error.message }, "Expected exception during message handling");
  } else if (declaredClass(error, declared) !== undefined) {
    log.debug({ method, error: (error as Error).message }, "Declared error during message handling");
  } else if (error instanceof NoSuchMethod && method.endsWith(QUIET_SUFFIX)) {
    log.debug({ method }, "Method not found");
  } else if (callersErrors.some((type) => error instanceof type)) {
    log.warn({ method, reason: (error as Error).message }, "A request was refused");
  } else {
    log.error({ method, error }, "Exception during message handling");
  }
}
