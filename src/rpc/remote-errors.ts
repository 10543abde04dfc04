import type { MessagingError } from "../errors/messaging-error.js";
import {
  ExpectedException,
  InvalidArguments,
  InvalidResult,
  NoSuchMethod,
  RemoteError,
  UnsupportedVersion,
} from "../errors/rpc-errors.js";
import { ServiceError, type ServiceErrorClass } from "../errors/service-error.js";
import type { RemoteFailure } from "../messaging/failure.js";

/** Where Python callers find the classes of errors that this library raises itself. */
const DISPATCHER_MODULE = "oslo_messaging.rpc.dispatcher";
const OWN_MODULE = "oslo_rpc.exceptions";

/** How a class of errors is known on the wire. */
export type ErrorIdentity = Pick<ServiceErrorClass, "module" | "errorName">;

/** How a server describes what a method throws. */
export interface FailureOptions {
  /** Errors that travel under their own names. */
  readonly errors: readonly ErrorIdentity[];
  /** Sends the stack of what a method throws. */
  readonly tracebacks: boolean;
}

/** Describes a thrown value for the wire. What is not declared becomes a RuntimeError, its class kept private. */
export function toFailure(thrown: unknown, options: FailureOptions): RemoteFailure {
  const error = thrown instanceof ExpectedException ? thrown.cause : thrown;
  const message = error instanceof Error ? error.message : String(error);
  return {
    ...identify(error, options.errors),
    message,
    tb: options.tracebacks ? stackLines(error) : [],
    args: error instanceof ServiceError ? error.args : [message],
    kwargs: error instanceof ServiceError ? error.kwargs : {},
  };
}

function identify(
  error: unknown,
  declared: readonly ErrorIdentity[],
): Pick<RemoteFailure, "class" | "module"> {
  if (error instanceof NoSuchMethod || error instanceof UnsupportedVersion) {
    return { class: error.name, module: DISPATCHER_MODULE };
  }
  if (error instanceof InvalidArguments || error instanceof InvalidResult) {
    return { class: error.name, module: OWN_MODULE };
  }
  const own = error instanceof ServiceError ? (error.constructor as ServiceErrorClass) : undefined;
  const isDeclared =
    own !== undefined &&
    declared.some(({ module, errorName }) => module === own.module && errorName === own.errorName);
  return isDeclared
    ? { class: own.errorName, module: own.module }
    : { class: "RuntimeError", module: "builtins" };
}

function stackLines(error: unknown): readonly string[] {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  return error.stack.split("\n").map((line) => `${line}\n`);
}

/** The error a client throws for a failure: a class that is registered for its module and name, else RemoteError. */
export function toError(failure: RemoteFailure, registered: readonly ServiceErrorClass[]): MessagingError {
  const known = registered.find(
    ({ module, errorName }) => module === failure.module && errorName === failure.class,
  );
  if (known !== undefined) return rebuild(known, failure);
  return new RemoteError({
    excType: failure.class,
    excModule: failure.module,
    value: failure.message,
    traceback: failure.tb,
    args: failure.args,
    kwargs: failure.kwargs,
  });
}

function rebuild(known: ServiceErrorClass, { message, args, kwargs }: RemoteFailure): ServiceError {
  const error = new known(message, kwargs);
  return Object.assign(error, { args });
}
