import { MessagingError } from "./messaging-error.js";

/** A class made by `oslo-gen` for an error of a service definition. */
export interface ServiceErrorClass {
  /** Python module of the class on the wire. */
  readonly module: string;
  /** Name of the class on the wire. */
  readonly errorName: string;
  /** Makes one, to be thrown by a method, of a message and the keyword arguments that each class types for itself. */
  new (...args: never): ServiceError;
}

/**
 * An error that a service definition declares. Thrown by a method it travels with its module, name and keyword
 * arguments; a client gets it back as the same class, whose `cause` is a `RemoteError` with the traceback of the server.
 *
 * @example
 * ```ts
 * // As oslo-gen writes it.
 * class QuotaExceeded extends ServiceError {
 *   static override readonly module: string = "nova.exception";
 *   static override readonly errorName: string = "QuotaExceeded";
 * }
 *
 * const nova = getRpcTransport({ allowedRemoteExmods: [QuotaExceeded] });
 * ```
 */
export class ServiceError extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "ServiceError";

  /** Python module of the class on the wire. */
  static readonly module: string = "";
  /** Name of the class on the wire. */
  static readonly errorName: string = "";

  /** Positional arguments as they travel; the message when thrown here. */
  readonly args: readonly unknown[];
  /** Keyword arguments as they travel. */
  readonly kwargs: Readonly<Record<string, unknown>>;

  /**
   * @param message its only positional argument
   * @param kwargs keyword arguments, which a Python caller finds in its exception; a definition may have a schema for
   * them
   */
  constructor(message: string, kwargs: Readonly<Record<string, unknown>> = {}) {
    super(message, { code: "SERVICE_ERROR" });
    this.args = [message];
    this.kwargs = kwargs;
  }
}
