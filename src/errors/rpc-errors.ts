import { MessagingError, type MessagingErrorOptions } from "./messaging-error.js";

/**
 * The method raised an exception at the server, and its class is none that this client rebuilds.
 * `excType`, `value` and `traceback` are oslo.messaging's `exc_type`, `value` and `traceback`.
 *
 * @example
 * ```ts
 * try {
 *   await client.methodA("a");
 * } catch (error) {
 *   if (error instanceof RemoteError) console.error(error.excType, error.value, error.traceback.join(""));
 * }
 * ```
 */
export class RemoteError extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "RemoteError";

  /** Name of the class the server raised. */
  readonly excType: string;
  /** Python module of that class, "" when unknown. */
  readonly excModule: string;
  /** The remote message. */
  readonly value: string;
  /** Lines of the remote stack; empty when the server sends none. */
  readonly traceback: readonly string[];
  /** Positional arguments of the remote exception. */
  readonly args: readonly unknown[];
  /** Keyword arguments of the remote exception. */
  readonly kwargs: Readonly<Record<string, unknown>>;

  /** @param failure what the server said of it; what is left out is empty */
  constructor(
    failure: {
      readonly excType: string;
      readonly excModule?: string;
      readonly value: string;
      readonly traceback?: readonly string[];
      readonly args?: readonly unknown[];
      readonly kwargs?: Readonly<Record<string, unknown>>;
    },
    options: MessagingErrorOptions = {},
  ) {
    super(`Remote error: ${failure.excType} ${failure.value}`, { code: "REMOTE_ERROR", ...options });
    this.excType = failure.excType;
    this.excModule = failure.excModule ?? "";
    this.value = failure.value;
    this.traceback = failure.traceback ?? [];
    this.args = failure.args ?? [];
    this.kwargs = failure.kwargs ?? {};
  }
}

/**
 * The request needs a newer version than `versionCap` allows. Nothing was sent.
 *
 * @example
 * ```ts
 * try {
 *   await client.prepare({ versionCap: "1.0" }).methodA("a", "b");
 * } catch (error) {
 *   if (error instanceof RPCVersionCapError) console.error(`The servers do not have ${error.version} yet`);
 * }
 * ```
 */
export class RPCVersionCapError extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "RPCVersionCapError";

  /** MAJOR.MINOR that the request needs. */
  readonly version: string;
  /** MAJOR.MINOR that the client may send at most. */
  readonly versionCap: string;

  /**
   * @param version MAJOR.MINOR that the request needs
   * @param versionCap MAJOR.MINOR that the client may send at most
   */
  constructor(version: string, versionCap: string) {
    super(
      `Requested message version, ${version} is incompatible. It needs to be equal in major version and ` +
        `less than or equal in minor version as the specified version cap ${versionCap}.`,
      { code: "RPC_VERSION_CAP" },
    );
    this.version = version;
    this.versionCap = versionCap;
  }
}

/**
 * No endpoint of the server has the method. Servers raise it; a client gets a `RemoteError` whose `excType` names it.
 *
 * @example
 * ```ts
 * await untyped.call("methodZ").catch((error: unknown) => {
 *   if (error instanceof RemoteError && error.excType === NoSuchMethod.name) return null;
 *   throw error;
 * });
 * ```
 */
export class NoSuchMethod extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "NoSuchMethod";

  /** Name of the method that was asked for. */
  readonly method: string;

  /** @param method name on the wire of the method that was asked for */
  constructor(method: string) {
    super(`Endpoint does not support RPC method ${method}`, { code: "NO_SUCH_METHOD" });
    this.method = method;
  }
}

/**
 * No endpoint of the server has the namespace in a version compatible with the request's. Servers raise it; a client
 * gets a `RemoteError` whose `excType` names it.
 *
 * @example
 * ```ts
 * await untyped.call("methodA", { arg1: "a" }, "2.0").catch((error: unknown) => {
 *   if (error instanceof RemoteError && error.excType === UnsupportedVersion.name) return null;
 *   throw error;
 * });
 * ```
 */
export class UnsupportedVersion extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "UnsupportedVersion";

  /** MAJOR.MINOR that was asked for. */
  readonly version: string;
  /** Name of the method; undefined when it is not known. */
  readonly method: string | undefined;

  /**
   * @param version MAJOR.MINOR that was asked for
   * @param method name of the method, where it is known
   */
  constructor(version: string, method?: string) {
    super(`Endpoint does not support RPC version ${version}. Attempted method: ${method ?? "unknown"}`, {
      code: "UNSUPPORTED_VERSION",
    });
    this.version = version;
    this.method = method;
  }
}

/**
 * The context or the arguments of a request cannot be written as JSON. Nothing was sent.
 *
 * @example
 * ```ts
 * try {
 *   await untyped.cast("sink", { payload: new Map() });
 * } catch (error) {
 *   if (error instanceof ClientSendError) console.error(error.message);
 * }
 * ```
 */
export class ClientSendError extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "ClientSendError";

  /** @param message one line for people: what, where, and what to do */
  constructor(message: string, options: MessagingErrorOptions = {}) {
    super(message, { code: "CLIENT_SEND_ERROR", ...options });
  }
}

/**
 * Thrown by the method bodies `oslo-gen scaffold` writes, until somebody fills them in.
 *
 * @example
 * ```ts
 * class Unfinished extends MyService {
 *   override methodA(): never {
 *     throw new NotImplemented("methodA");
 *   }
 * }
 * ```
 */
export class NotImplemented extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "NotImplemented";

  /** @param method name of the method that has no body yet */
  constructor(method: string) {
    super(`Method ${method} is not implemented`, { code: "NOT_IMPLEMENTED" });
  }
}

/**
 * Wraps an error that a method raises on purpose: it is answered as usual and logged only at debug level
 * (`oslo_messaging.rpc.dispatcher.ExpectedException`).
 *
 * @example
 * ```ts
 * class Cautious extends MyService {
 *   override methodA(): never {
 *     throw new ExpectedException(new NotReady("later"));
 *   }
 * }
 * ```
 */
export class ExpectedException extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "ExpectedException";

  /** @param cause the error, which the caller gets as if it had been thrown itself */
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { code: "EXPECTED_EXCEPTION", cause });
  }
}
