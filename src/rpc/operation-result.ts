import { MessageDeliveryFailure, MessagingTimeout } from "../errors/delivery-errors.js";
import {
  ClientSendError,
  ExpectedException,
  InvalidArguments,
  RemoteError,
  RPCVersionCapError,
} from "../errors/rpc-errors.js";
import { ServiceError } from "../errors/service-error.js";
import { InvalidTarget } from "../errors/setup-errors.js";
import type { OperationResult } from "../messaging/instrumentation.js";
import type { StartedOperation } from "../messaging/instruments.js";
import { declaredClass, type ErrorIdentity, isOwnRefusal } from "./remote-errors.js";

/** Errors with which a client refuses to send. */
const refusals = [InvalidArguments, RPCVersionCapError, InvalidTarget, ClientSendError] as const;

/** Makes a request under the eyes of those who observe it. */
export function observedRequest(
  operation: StartedOperation,
  signal: AbortSignal | undefined,
  request: () => Promise<unknown>,
): Promise<unknown> {
  const failed = (error: unknown): never => {
    operation.ended(resultOfRequest(error, signal), error);
    throw error;
  };
  // Not asynchronous: each such function between a call and its reply costs the call two turns of the microtasks.
  return operation.run(() => {
    try {
      return request().then((result) => {
        operation.ended("ok");
        return result;
      }, failed);
    } catch (error) {
      return Promise.reject(error).catch(failed);
    }
  });
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
  return error instanceof ExpectedException || declaredClass(error, declared) !== undefined
    ? "foreseen"
    : "error";
}
