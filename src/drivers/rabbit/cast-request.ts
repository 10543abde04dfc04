import type { Outcome } from "../../amqp/outcome.js";
import type { OutcomeObserver, PendingMessage } from "../../amqp/pending-message.js";
import type { AmqpSender, Outgoing } from "../../amqp/sender.js";
import type { MessagingError } from "../../errors/messaging-error.js";

/** The message of a cast, until the broker has it. */
export class CastRequest implements Outgoing, OutcomeObserver {
  readonly settled = false;
  readonly deadline: number;
  readonly retry: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly outcome: Promise<Outcome>;
  readonly #encode: () => Buffer;
  readonly #sender: AmqpSender;
  #decided!: (outcome: Outcome) => void;
  #failed!: (error: Error) => void;
  #isSent = false;
  #pending: PendingMessage | undefined;

  constructor(
    sender: AmqpSender,
    { encode, deadline, retry, signal }: Pick<Outgoing, "encode" | "retry" | "signal"> & { deadline: number },
  ) {
    this.#sender = sender;
    this.#encode = encode;
    this.deadline = deadline;
    this.retry = retry;
    this.signal = signal;
    this.outcome = new Promise((resolve, reject) => {
      this.#decided = resolve;
      this.#failed = reject;
    });
    const pending = sender.submit(this, this);
    if (!pending.ended) this.#pending = pending;
  }

  /** True once it is with the broker, or may be. */
  get isSent(): boolean {
    return this.#isSent;
  }

  /** The broker cannot be used at all: what is not sent yet fails. */
  refuse(makeError: () => MessagingError): void {
    if (this.#isSent || this.#pending === undefined) return;
    this.#failed(makeError());
    this.#sender.withdraw(this.#pending);
  }

  encode(): Buffer {
    this.#isSent = true;
    return this.#encode();
  }

  decided(outcome: Outcome): void {
    this.#decided(outcome);
  }

  failed(error: Error): void {
    this.#failed(error);
  }
}
