import type { OutcomeObserver, PendingMessage } from "../../amqp/client/pending-message.js";
import type { AmqpSender, Outgoing } from "../../amqp/client/sender.js";
import type { Outcome } from "../../amqp/codec/outcome.js";
import type { MessagingError } from "../../errors/messaging-error.js";
import { isLoss } from "../delivery-failure.js";
import { SETTLING_RETRY } from "./call-request.js";
import { isUnroutable } from "./delivery-errors.js";
import { SessionEnds } from "./session-ends.js";

export interface CastOptions extends Pick<Outgoing, "encode" | "retry" | "signal"> {
  readonly deadline: number;
  /**
   * It is sent again while it is not known to have arrived, always as the same message: servers drop what they have
   * taken already.
   */
  readonly repeats: boolean;
  /** True while a missing queue counts as one that is coming back. */
  readonly isSettling: () => boolean;
}

/** The message of a cast, until the broker has it. */
export class CastRequest implements Outgoing, OutcomeObserver {
  readonly settled = false;
  readonly deadline: number;
  readonly retry: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly outcome: Promise<Outcome>;
  readonly #options: CastOptions;
  readonly #sender: AmqpSender;
  #decided!: (outcome: Outcome) => void;
  #failed!: (error: Error) => void;
  #isSent = false;
  #isInDoubt = false;
  #retriesLeft: number;
  #pending: PendingMessage | undefined;
  #isRefused = false;
  readonly #ends = new SessionEnds();

  constructor(sender: AmqpSender, options: CastOptions) {
    const { deadline, retry, signal } = options;
    this.#sender = sender;
    this.#options = options;
    this.deadline = deadline;
    this.retry = retry;
    this.signal = signal;
    this.#retriesLeft = retry ?? -1;
    this.outcome = new Promise((resolve, reject) => {
      this.#decided = resolve;
      this.#failed = reject;
    });
    this.#send();
  }

  /** True once a session has ended under it. */
  get alone(): boolean {
    return this.#ends.any;
  }

  /** True when an earlier try may have arrived. */
  get isInDoubt(): boolean {
    return this.#isInDoubt;
  }

  /** True once it is with the broker, or may be. */
  get isSent(): boolean {
    return this.#isSent;
  }

  /** The broker cannot be used at all: what is not sent yet fails. */
  refuse(makeError: () => MessagingError): void {
    if (this.#isSent) return;
    this.#isRefused = true;
    this.#failed(makeError());
    if (this.#pending !== undefined) this.#sender.withdraw(this.#pending);
  }

  encode(): Buffer {
    this.#isSent = true;
    return this.#options.encode();
  }

  decided(outcome: Outcome): void {
    this.#pending = undefined;
    // Servers may be coming back as we are.
    if (isUnroutable(outcome) && this.#options.isSettling() && this.#mayRepeat)
      this.#sendLater(SETTLING_RETRY);
    else this.#decided(outcome);
  }

  returned(): void {
    this.#isSent = false;
  }

  failed(error: Error): void {
    this.#pending = undefined;
    const isLost = this.#isSent && isLoss(error) && !this.#ends.isAtFault(error);
    if (!isLost || !this.#mayRepeat) {
      this.#failed(error);
      return;
    }
    this.#isInDoubt = true;
    // In a turn of its own: the sender has to be done with what it has lost.
    this.#sendLater(0);
  }

  get #mayRepeat(): boolean {
    return this.#options.repeats && this.#retriesLeft !== 0;
  }

  #sendLater(delay: number): void {
    if (this.#retriesLeft > 0) this.#retriesLeft -= 1;
    this.#isSent = false;
    // When the sender is closed meanwhile, it says so itself.
    void this.#sender.lifetime.pause(delay).then(() => {
      if (!this.#isRefused) this.#send();
    });
  }

  #send(): void {
    const pending = this.#sender.submit(this, this, this.#retriesLeft);
    if (!pending.ended) this.#pending = pending;
  }
}
