import type { IncomingRequest } from "../drivers/driver.js";
import { ExpectedException, NoSuchMethod, UnsupportedVersion } from "../errors/rpc-errors.js";
import { IncompatibleObjectVersion, InvalidArguments } from "../errors/validation-errors.js";
import type { LogFields, Logger } from "../log/logger.js";
import { PING_METHOD } from "../messaging/own-methods.js";
import { callerFields, RequestContext } from "../messaging/request-context.js";
import { declaredClass, type FailureOptions } from "./remote-errors.js";

/** Oslo's callers end the name of a method that old servers lack with this: no error is logged for it. */
const QUIET_SUFFIX = "_ignore_errors";

/** Errors that are the caller's own, and those that are while the method has not begun. */
const callersErrors = [NoSuchMethod, UnsupportedVersion] as const;
const refusals = [...callersErrors, InvalidArguments, IncompatibleObjectVersion] as const;

/** Fields of a log line about a request. */
export function requestFields({ message, context }: IncomingRequest, topic: string): LogFields {
  const { namespace, version, method } = message;
  return { topic, namespace, version, method, ...callerFields(new RequestContext(context)) };
}

/**
 * Records why a request failed. Errors that the definition or the method foresees are none of the server's, and those
 * of the caller need no stack: else any caller could fill the log.
 *
 * @param errors those that travel under their own names
 */
export function logFailure(
  log: Logger,
  request: LogFields,
  error: unknown,
  { errors, isRefusal }: Pick<FailureOptions, "errors" | "isRefusal">,
): void {
  const foreseen = () => ({ ...request, exception: nameOf(error), reason: (error as Error).message });
  if (error instanceof ExpectedException) {
    log.debug(foreseen(), "Expected exception during message handling");
  } else if (declaredClass(error, errors) !== undefined) {
    log.debug(foreseen(), "Declared error during message handling");
  } else if (error instanceof NoSuchMethod && mayBeMissing(String(request.method))) {
    log.debug(request, "Method not found");
  } else if ((isRefusal ? refusals : callersErrors).some((type) => error instanceof type)) {
    log.warn(foreseen(), "A request was refused");
  } else {
    log.error({ ...request, exception: nameOf(error), err: error }, "Exception during message handling");
  }
}

/** A ping asks whether somebody is there, which a server says as well that has no such method. */
function mayBeMissing(method: string): boolean {
  return method === PING_METHOD || method.endsWith(QUIET_SUFFIX);
}

/** Its class; `ExpectedException` stands for what it holds. */
function nameOf(error: unknown): string {
  const raised = error instanceof ExpectedException ? error.cause : error;
  return raised instanceof Error ? raised.name : typeof raised;
}
