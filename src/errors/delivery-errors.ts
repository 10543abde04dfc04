import { MessagingError, type MessagingErrorOptions } from "./messaging-error.js";

/**
 * No reply, or no acceptance, came in time. The request may or may not have run. Codes: `MESSAGING_TIMEOUT`;
 * `NO_HEARTBEAT` when a call with `callMonitorTimeout` got no sign of life of its server.
 *
 * @example
 * ```ts
 * const result = await client.methodA("a").catch((error: unknown) => {
 *   if (error instanceof MessagingTimeout) return undefined;
 *   throw error;
 * });
 * ```
 */
export class MessagingTimeout extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "MessagingTimeout";

  /** @param message one line for people: what, where, and what to do */
  constructor(message: string, options: MessagingErrorOptions = {}) {
    super(message, { code: "MESSAGING_TIMEOUT", ...options });
  }
}

/**
 * The message could not be handed over. Codes: `MESSAGE_DELIVERY_FAILURE`; `REPLY_LOST` when the request was
 * accepted and the connection its reply would have used is gone; `REPLY_MALFORMED` when its reply is none of
 * oslo.messaging; `QUEUE_FULL` when too many messages wait to be sent; `TRANSPORT_CLOSED` after `close()`.
 *
 * @example
 * ```ts
 * try {
 *   await client.methodA("a");
 * } catch (error) {
 *   // Nobody has run it: it may be sent again, to wherever that is.
 *   if (error instanceof MessageDeliveryFailure && !error.mayHaveRun) await client.methodA("a");
 *   else throw error;
 * }
 * ```
 */
export class MessageDeliveryFailure extends MessagingError {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "MessageDeliveryFailure";

  /**
   * False when the request was not sent, or its peer did not take it: its method has not run, and will not. True when
   * it was sent and nobody knows what has become of it.
   */
  readonly mayHaveRun: boolean;

  /**
   * @param message one line for people: what, where, and what to do
   * @param options with `mayHaveRun` true when not given: nobody may take a request for one that did not run
   */
  constructor(message: string, options: MessagingErrorOptions & { readonly mayHaveRun?: boolean } = {}) {
    super(message, { code: "MESSAGE_DELIVERY_FAILURE", ...options });
    this.mayHaveRun = options.mayHaveRun ?? true;
  }
}

/**
 * The intermediary says that nothing can take the message: over RabbitMQ, no queue is bound to its exchange and key.
 *
 * @example
 * ```ts
 * try {
 *   await client.prepare({ server: "host1" }).methodA("a");
 * } catch (error) {
 *   if (error instanceof MessageUndeliverable) console.error("No server of that name is there");
 * }
 * ```
 */
export class MessageUndeliverable extends MessageDeliveryFailure {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "MessageUndeliverable";

  /** @param message one line for people: what, where, and what to do */
  constructor(message: string, options: MessagingErrorOptions = {}) {
    super(message, { code: "MESSAGE_UNDELIVERABLE", ...options, mayHaveRun: false });
  }
}

/**
 * The peer refuses the credentials, or offers no mechanism that fits them. Nothing was sent.
 *
 * @example
 * ```ts
 * try {
 *   await client.methodA("a");
 * } catch (error) {
 *   if (error instanceof AuthenticationFailure) console.error(`${transport.url}: ${error.message}`);
 * }
 * ```
 */
export class AuthenticationFailure extends MessageDeliveryFailure {
  /** For good: programs, logs and peers know the class by it, and bundlers that minify rename classes. @internal */
  static override readonly name: string = "AuthenticationFailure";

  /** @param message one line for people: what, where, and what to do */
  constructor(message: string, options: MessagingErrorOptions = {}) {
    super(message, { code: "AUTHENTICATION_FAILURE", ...options, mayHaveRun: false });
  }
}
