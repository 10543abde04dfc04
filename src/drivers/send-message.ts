import type { AmqpSender } from "../amqp/client/sender.js";
import { AmqpError } from "../amqp/codec/amqp-error.js";
import { deliveryError, hasExpired, notDelivered } from "./send-errors.js";
import { type SendPolicy, SendTask } from "./send-task.js";

/** A message to be delivered. */
export interface MessageToSend {
  readonly encode: () => Buffer;
  /** The message, for messages. */
  readonly what: string;
  readonly policy: SendPolicy;
  /** No outcome is asked for. */
  readonly settled?: boolean | undefined;
  /** Seconds until it must be there; undefined when it may take any time. */
  readonly seconds?: number | undefined;
  readonly retry?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends a message; resolves when it is delivered, as far as that can be known.
 *
 * @throws {MessagingError} it was not delivered, or that is not known. When its signal is aborted: the signal's reason.
 */
export function sendMessage(sender: AmqpSender, message: MessageToSend): Promise<void> {
  return new Promise((resolve, reject) => sendTold(sender, message, resolve, reject));
}

/**
 * Sends a message as {@link sendMessage} does, and tells of its end without a promise, which may be before this returns.
 */
export function sendTold(
  sender: AmqpSender,
  message: MessageToSend,
  delivered: () => void,
  failed: (error: unknown) => void,
): void {
  new ToldSend(message, delivered, failed).begin(sender);
}

/** One whose end callbacks are told. */
class ToldSend extends SendTask {
  readonly settled: boolean;
  readonly retry: number | undefined;
  readonly what: string;
  override readonly deadline: number | undefined;
  override readonly signal: AbortSignal | undefined;
  readonly encode: () => Buffer;
  protected readonly policy: SendPolicy;
  protected readonly delivered: () => void;
  readonly #seconds: number | undefined;
  readonly #reject: (error: unknown) => void;

  constructor(message: MessageToSend, delivered: () => void, reject: (error: unknown) => void) {
    super();
    const { settled = false, retry, what, seconds, signal, encode, policy } = message;
    this.settled = settled;
    this.retry = retry;
    this.what = what;
    this.deadline = seconds === undefined ? undefined : performance.now() + seconds * 1000;
    this.signal = signal;
    this.encode = encode;
    this.policy = policy;
    this.delivered = delivered;
    this.#seconds = seconds;
    this.#reject = reject;
  }

  protected undelivered(error: Error, mayHaveArrived: boolean): void {
    const seconds = this.#seconds;
    if (!(error instanceof AmqpError)) this.#reject(error);
    else if (error.reason === "withdrawn") this.#reject(this.signal?.reason);
    else if (seconds === undefined || !hasExpired(error))
      this.#reject(deliveryError(error, this.what, mayHaveArrived));
    else {
      const isSent = error.reason === "expired-sent";
      const why = isSent ? undefined : this.policy.whyUnsent(this, seconds);
      this.#reject(notDelivered(this.what, seconds, why, isSent));
    }
  }
}
