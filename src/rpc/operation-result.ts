import type { Reply } from "../drivers/driver.js";
import { MessageDeliveryFailure, MessagingTimeout } from "../errors/delivery-errors.js";
import { ClientSendError, ExpectedException, RemoteError, RPCVersionCapError } from "../errors/rpc-errors.js";
import { ServiceError } from "../errors/service-error.js";
import { InvalidTarget } from "../errors/setup-errors.js";
import { InvalidArguments } from "../errors/validation-errors.js";
import type { OperationResult } from "../instruments/instrumentation.js";
import type { StartedOperation } from "../instruments/started-operation.js";
import { declaredClass, type ErrorIdentity, isOwnRefusal } from "./remote-errors.js";

/** Errors with which a client refuses to send. */
const refusals = [InvalidArguments, RPCVersionCapError, InvalidTarget, ClientSendError] as const;

/**
 * Reads a reply under the eyes of those who observe its request.
 *
 * @param read the result that the reply holds; throws the error that it holds instead
 */
export function observedReply(
  operation: StartedOperation,
  signal: AbortSignal | undefined,
  sent: Promise<Reply | undefined>,
  read: (reply: Reply | undefined) => unknown,
): Promise<unknown> {
  const failed = (error: unknown): never => {
    operation.ended(resultOfRequest(error, signal), error);
    throw error;
  };
  // One step for both: each more between a call and its reply costs the call turns of the microtasks.
  return sent.then((reply) => {
    let result: unknown;
    try {
      result = read(reply);
    } catch (error) {
      return failed(error);
    }
    operation.ended("ok");
    return result;
  }, failed);
}

/** The result of a client's request that has failed. */
export function resultOfRequest(error: unknown, signal: AbortSignal | undefined): OperationResult {
  if (signal?.aborted && error === signal.reason) return "aborted";
  if (error instanceof ServiceError) return "foreseen";
  if (error instanceof RemoteError) return isOwnRefusal(error) ? "refused" : "error";
  if (error instanceof MessagingTimeout) return error.code === "NO_HEARTBEAT" ? "no-heartbeat" : "timeout";
  if (error instanceof MessageDeliveryFailure) return "undelivered";
  return refusals.some((type) => error instanceof type) ? "refused" : "error";
}

/** The result of a method that has thrown. */
export function resultOfMethod(error: unknown, declared: readonly ErrorIdentity[]): OperationResult {
  try {
    return error instanceof ExpectedException || declaredClass(error, declared) !== undefined
      ? "foreseen"
      : "error";
  } catch {
    // It may be anything, also what fails when it is looked at.
    return "error";
  }
}
