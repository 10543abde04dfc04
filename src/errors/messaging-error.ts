/** Options every error of this library takes beside its message. */
export interface MessagingErrorOptions {
  /** A stable name for the reason, for programs to switch on. Each class has its own default. */
  readonly code?: string;
  /** The error that led to this one. */
  readonly cause?: unknown;
  /** True when the same request may succeed if it is made again. */
  readonly retryable?: boolean;
}

/**
 * The base of the errors this library throws, as `oslo_messaging.MessagingException` is in Python. `code` is stable
 * across versions; messages are for people and may change. Beside them stands only `RangeError`, for an option whose
 * number makes no sense, such as a negative timeout.
 *
 * @example
 * ```ts
 * try {
 *   await client.methodA("a");
 * } catch (error) {
 *   if (!(error instanceof MessagingError && error.retryable)) throw error;
 *   await client.methodA("a");
 * }
 * ```
 */
export class MessagingError extends Error {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "MessagingError";

  /** Stable reason, listed in the error reference. */
  readonly code: string;
  /** True when the same request may succeed if it is made again. */
  readonly retryable: boolean;

  /** @param message one line for people: what, where, and what to do */
  constructor(message: string, options: MessagingErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = new.target.name;
    this.code = options.code ?? "MESSAGING_ERROR";
    this.retryable = options.retryable ?? false;
  }
}
