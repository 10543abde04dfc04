import { MessagingError, type MessagingErrorOptions } from "./messaging-error.js";

/**
 * The target does not fit what is asked of it: a call with fanout, a server without a name, and so on.
 *
 * @example
 * ```ts
 * try {
 *   await client.prepare({ fanout: true }).methodA("a");
 * } catch (error) {
 *   if (error instanceof InvalidTarget) console.error(error.message);
 * }
 * ```
 */
export class InvalidTarget extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "InvalidTarget";

  /** @param message one line for people: what, where, and what to do */
  constructor(message: string, options: MessagingErrorOptions = {}) {
    super(message, { code: "INVALID_TARGET", ...options });
  }
}

/**
 * The transport URL cannot be read. The message never holds a password.
 *
 * @example
 * ```ts
 * try {
 *   getRpcTransport({ url: process.argv[2] });
 * } catch (error) {
 *   if (error instanceof InvalidTransportURL) console.error(error.url, error.message);
 * }
 * ```
 */
export class InvalidTransportURL extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "InvalidTransportURL";

  /** The URL with its passwords masked. */
  readonly url: string;

  /**
   * @param url the URL, its passwords masked
   * @param reason what is wrong with it, and what to write instead
   */
  constructor(url: string, reason: string, options: MessagingErrorOptions = {}) {
    super(`Invalid transport URL ${url || '""'}: ${reason}`, { code: "INVALID_TRANSPORT_URL", ...options });
    this.url = url;
  }
}

/**
 * The transport that was given is none, or one of RPC where notifications need one of their own, or the other way
 * round.
 *
 * @example
 * ```ts
 * try {
 *   new RpcClient(JSON.parse("{}"), { topic: "my-topic" });
 * } catch (error) {
 *   if (error instanceof InvalidTransport) console.error(error.message);
 * }
 * ```
 */
export class InvalidTransport extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "InvalidTransport";

  /** @param message one line for people: what, where, and what to do */
  constructor(message: string, options: MessagingErrorOptions = {}) {
    super(message, { code: "INVALID_TRANSPORT", ...options });
  }
}

/**
 * No driver has the name that the transport URL begins with.
 *
 * @example
 * ```ts
 * try {
 *   getRpcTransport({ url: "kafka://127.0.0.1" });
 * } catch (error) {
 *   if (error instanceof DriverLoadFailure) console.error(`${error.driver}: ${error.message}`);
 * }
 * ```
 */
export class DriverLoadFailure extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "DriverLoadFailure";

  /** The beginning of the URL. */
  readonly driver: string;

  /**
   * @param driver what the URL begins with
   * @param reason why there is none, and which ones there are
   */
  constructor(driver: string, reason: string, options: MessagingErrorOptions = {}) {
    super(`Failed to load transport driver "${driver}": ${reason}`, {
      code: "DRIVER_LOAD_FAILURE",
      ...options,
    });
    this.driver = driver;
  }
}

/**
 * The server could not begin to listen on its target.
 *
 * @example
 * ```ts
 * try {
 *   await server.start();
 * } catch (error) {
 *   if (error instanceof ServerListenError) process.exitCode = 1;
 * }
 * ```
 */
export class ServerListenError extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "ServerListenError";

  /** @param message one line for people: what, where, and what to do */
  constructor(message: string, options: MessagingErrorOptions = {}) {
    super(message, { code: "SERVER_LISTEN_ERROR", ...options });
  }
}

/**
 * The transport's driver cannot do what is asked of it, where Python raises NotImplementedError.
 *
 * @example
 * ```ts
 * try {
 *   await listener.start();
 * } catch (error) {
 *   if (error instanceof UnsupportedFeature) console.error("Pools need rabbit://");
 * }
 * ```
 */
export class UnsupportedFeature extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "UnsupportedFeature";

  /** @param message one line for people: what, where, and what to do */
  constructor(message: string, options: MessagingErrorOptions = {}) {
    super(message, { code: "UNSUPPORTED_FEATURE", ...options });
  }
}

/**
 * An option is unknown, or its value is not one it may have.
 *
 * @example
 * ```ts
 * try {
 *   loadConfiguration({ files: ["/etc/nova/nova.conf"] });
 * } catch (error) {
 *   if (error instanceof ConfigurationError) console.error(error.message);
 * }
 * ```
 */
export class ConfigurationError extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "ConfigurationError";

  /** @param message one line for people: what, where, and what to do */
  constructor(message: string, options: MessagingErrorOptions = {}) {
    super(message, { code: "CONFIGURATION_ERROR", ...options });
  }
}

/** One mistake in a service definition. */
export interface DefinitionProblem {
  /** Path of the file, as it was given. */
  readonly file: string;
  /** JSON pointer of the place; "" is the whole document. */
  readonly pointer: string;
  /** The expectation that it breaks. */
  readonly message: string;
  /** The kind of mistake, by the id that `oslo-gen lint` has for it. */
  readonly rule?: string;
}

/**
 * A service definition, or a generated descriptor, that cannot be used. Holds every mistake found.
 *
 * @example
 * ```ts
 * try {
 *   new RpcServer(transport, { server: "host1", endpoints: [new MyService()] });
 * } catch (error) {
 *   if (error instanceof DefinitionError) for (const { pointer, message } of error.problems) console.error(pointer, message);
 * }
 * ```
 */
export class DefinitionError extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "DefinitionError";

  /** In the order of the document. */
  readonly problems: readonly DefinitionProblem[];

  /** @param problems every mistake found; the message has one line for each */
  constructor(problems: readonly DefinitionProblem[], options: MessagingErrorOptions = {}) {
    super(
      problems
        .map(({ file, pointer, message }) => `${file}${pointer && `#${pointer}`}: ${message}`)
        .join("\n"),
      {
        code: "DEFINITION_ERROR",
        ...options,
      },
    );
    this.problems = problems;
  }
}
