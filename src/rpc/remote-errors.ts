import type { MessagingError } from "../errors/messaging-error.js";
import { ExpectedException, NoSuchMethod, RemoteError, UnsupportedVersion } from "../errors/rpc-errors.js";
import { ServiceError, type ServiceErrorClass } from "../errors/service-error.js";
import { IncompatibleObjectVersion, InvalidArguments, InvalidResult } from "../errors/validation-errors.js";
import type { RemoteFailure } from "../messaging/failure.js";
import type { ServiceValidator } from "../validation/service-validator.js";

/** Where Python callers find the classes of errors that this library raises itself. */
const DISPATCHER_MODULE = "oslo_messaging.rpc.dispatcher";
const OBJECTS_MODULE = "oslo_versionedobjects.exception";
const OWN_MODULE = "oslo_rpc.exceptions";

/** The message of what cannot be made a text. */
export const UNSHOWABLE = "The method threw a value that cannot be shown";

/** Module and name of a class of errors, as the wire has them. */
export type ErrorIdentity = Pick<ServiceErrorClass, "module" | "errorName">;

/** Options for the description of what a method throws. */
export interface FailureOptions {
  /** Errors that travel under their own names. */
  readonly errors: readonly ErrorIdentity[];
  /** Sends the stack of what a method throws. */
  readonly tracebacks: boolean;
  /** True while the method has not begun: later a client of its own may throw what otherwise is its caller's fault. */
  readonly isRefusal: boolean;
}

/** Describes a thrown value for the wire. What is not declared becomes a RuntimeError, its class kept private. */
export function toFailure(thrown: unknown, options: FailureOptions): RemoteFailure {
  const error = thrown instanceof ExpectedException ? thrown.cause : thrown;
  const message = textOf(error);
  return {
    ...identify(error, options),
    message,
    tb: options.tracebacks ? stackLines(error) : [],
    args: error instanceof ServiceError ? error.args : [message],
    kwargs: kwargsOf(error, options),
  };
}

function kwargsOf(error: unknown, { isRefusal }: FailureOptions): RemoteFailure["kwargs"] {
  if (error instanceof ServiceError) return error.kwargs;
  if (!isRefusal || !(error instanceof IncompatibleObjectVersion)) return {};
  const { objname, objver, supported } = error;
  // Python's class has a code for HTTP.
  return { objname, objver, supported, code: 500 };
}

/** A method may throw anything, also what cannot be made a text. */
function textOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : String(error);
  } catch {
    return UNSHOWABLE;
  }
}

function identify(
  error: unknown,
  { errors, isRefusal }: FailureOptions,
): Pick<RemoteFailure, "class" | "module"> {
  if (error instanceof NoSuchMethod || error instanceof UnsupportedVersion) {
    return { class: error.name, module: DISPATCHER_MODULE };
  }
  if (error instanceof InvalidResult || (isRefusal && error instanceof InvalidArguments)) {
    return { class: error.name, module: OWN_MODULE };
  }
  if (isRefusal && error instanceof IncompatibleObjectVersion)
    return { class: error.name, module: OBJECTS_MODULE };
  const own = declaredClass(error, errors);
  return own === undefined
    ? { class: "RuntimeError", module: "builtins" }
    : { class: own.errorName, module: own.module };
}

/** True for an error with which a server, also one in Python, says that it has not run the method. */
export function isOwnRefusal({ excType, excModule }: RemoteError): boolean {
  if (excModule === OBJECTS_MODULE) return excType === IncompatibleObjectVersion.name;
  return excModule === DISPATCHER_MODULE
    ? excType === NoSuchMethod.name || excType === UnsupportedVersion.name
    : excModule === OWN_MODULE && excType === InvalidArguments.name;
}

/** The class of the error, if it is one of those declared. */
export function declaredClass(
  error: unknown,
  declared: readonly ErrorIdentity[],
): ServiceErrorClass | undefined {
  if (!(error instanceof ServiceError)) return undefined;
  const own = error.constructor as ServiceErrorClass;
  return declared.some(({ module, errorName }) => module === own.module && errorName === own.errorName)
    ? own
    : undefined;
}

function stackLines(error: unknown): readonly string[] {
  const stack: unknown = error instanceof Error ? error.stack : undefined;
  // Programs may have made something else of it (`Error.prepareStackTrace`).
  return typeof stack === "string" ? stack.split("\n").map((line) => `${line}\n`) : [];
}

/**
 * The error a client throws for a failure: a class that is registered for its module and name, else RemoteError.
 * Nothing is ever looked up, loaded or made by a name from the wire but what stands in that list.
 *
 * @param validator of the service that declares errors: keyword arguments that do not fit their schema make the
 * failure a RemoteError
 */
export function toError(
  failure: RemoteFailure,
  registered: readonly ServiceErrorClass[],
  validator?: ServiceValidator,
): MessagingError {
  const known = registered.find(
    ({ module, errorName }) => module === failure.module && errorName === failure.class,
  );
  const kwargs = known && validator ? validator.errorKwargs(known, failure.kwargs) : failure.kwargs;
  const remote = new RemoteError({
    excType: failure.class,
    excModule: failure.module,
    value: failure.message,
    traceback: failure.tb,
    args: failure.args,
    kwargs: failure.kwargs,
  });
  return known === undefined || kwargs === undefined ? remote : rebuild(known, remote, kwargs);
}

/** The traceback of the server is in its cause. */
function rebuild(
  known: ServiceErrorClass,
  cause: RemoteError,
  kwargs: RemoteFailure["kwargs"],
): ServiceError {
  const error: ServiceError = Reflect.construct(known, [cause.value, kwargs]);
  const { args } = cause;
  // As of the constructors of errors: not among the members that are written.
  Object.defineProperty(error, "cause", { value: cause, configurable: true, writable: true });
  return Object.assign(error, { args });
}
