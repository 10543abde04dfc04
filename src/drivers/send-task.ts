import type { OutcomeObserver, PendingMessage } from "../amqp/client/pending-message.js";
import type { AmqpSender, Outgoing } from "../amqp/client/sender.js";
import { AmqpError } from "../amqp/codec/amqp-error.js";
import type { Outcome } from "../amqp/codec/outcome.js";
import type { Lifetime } from "../time/lifetime.js";
import { onAbort } from "../time/on-abort.js";
import { type Timer, timers } from "../time/timers.js";
import { inDoubt } from "./send-errors.js";

/** The consequence of an attempt's end for its message. */
export type AttemptVerdict =
  | { readonly is: "delivered" }
  /** Nobody has it: it may be sent again after so many ms. */
  | {
      readonly is: "returned";
      readonly delay: number;
      readonly error: Error;
      /** The next attempt does not count as a retry. */
      readonly free?: boolean;
    }
  /** Its fate is not known: it is sent again after so many ms where two of it do no harm. */
  | { readonly is: "in-doubt"; readonly delay: number; readonly error: Error }
  | { readonly is: "failed"; readonly error: Error };

/** The part of sending that differs between transports and between kinds of message. */
export interface SendPolicy {
  /** The message may arrive twice: it is sent again also when it may have been delivered. */
  readonly repeats: boolean;
  /** As in {@link Outgoing}. */
  readonly alone?: boolean | undefined;
  /**
   * Waits for what has to be there before each attempt. Time and signal of the message count again when that is over.
   */
  prepare?(task: SendTask): Promise<void>;
  /** Judges what the peer has decided, if it is not that it accepts the message. */
  decided(outcome: Outcome, task: SendTask): AttemptVerdict;
  /** Judges an attempt that has no outcome. */
  failed(error: AmqpError, isSent: boolean, task: SendTask): AttemptVerdict;
  /** The reason why the message has not been sent for so many seconds, as far as it is known. */
  whyUnsent(task: SendTask, seconds: number): string | undefined;
}

/** Sends one message until it is delivered, or its policy, its retries, its deadline or its signal end that. */
export abstract class SendTask implements Outgoing, OutcomeObserver {
  #sender: AmqpSender | undefined;
  #retriesLeft = -1;
  /** An earlier try may have been delivered. */
  #isInDoubt = false;
  #pending: PendingMessage | undefined;
  #pause: Pause | undefined;

  /** As in {@link Outgoing}; no fields of those that have none. */
  declare readonly deadline?: number | undefined;
  declare readonly signal?: AbortSignal | undefined;
  abstract readonly settled: boolean;
  abstract readonly retry: number | undefined;
  abstract encode(): Buffer;
  protected abstract readonly policy: SendPolicy;
  /** The message, for messages. */
  abstract readonly what: string;
  /** It has arrived; may be told before `begin` returns, as the other end may. */
  protected abstract delivered(): void;
  /**
   * @param error an {@link AmqpError} when the message could not be sent or its fate is unknown
   * @param mayHaveArrived it, or an earlier try, was sent and not given back
   */
  protected abstract undelivered(error: Error, mayHaveArrived: boolean): void;

  get alone(): boolean | undefined {
    return this.policy.alone;
  }

  /** Where it is sent to; undefined before `begin`. */
  get sender(): AmqpSender | undefined {
    return this.#sender;
  }

  /** True between two attempts. */
  get isPaused(): boolean {
    return this.#pause !== undefined;
  }

  /** True when it may be sent again after this attempt. */
  get hasRetries(): boolean {
    return this.#retriesLeft !== 0;
  }

  /** True while it is with the link, which has written nothing of it yet. */
  protected get isHeldBack(): boolean {
    return this.#pending?.delivery?.isBegun === false;
  }

  /** Begins with the first attempt. */
  begin(sender: AmqpSender): void {
    this.#sender = sender;
    this.#retriesLeft = this.retry ?? -1;
    this.#attempt(sender);
  }

  /** Ends an attempt that is under way: reason `withdrawn`. Does nothing before and afterwards. */
  protected withdraw(): void {
    if (this.#pending !== undefined) this.#sender?.withdraw(this.#pending);
    this.#pause?.end(new AmqpError("withdrawn", "the message was withdrawn"));
  }

  decided(outcome: Outcome): void {
    this.#pending = undefined;
    if (outcome.state === "accepted") this.delivered();
    else this.#follow(this.policy.decided(outcome, this));
  }

  failed(error: Error): void {
    const isSent = this.#pending?.delivery?.isBegun === true;
    this.#pending = undefined;
    this.#judge(error, isSent);
  }

  /** Nothing of it is under way. */
  returned(): void {}

  #judge(error: Error, isSent: boolean): void {
    if (error instanceof AmqpError) this.#follow(this.policy.failed(error, isSent, this), isSent);
    else this.#fail(this.#isInDoubt ? inDoubt(error) : error);
  }

  #follow(verdict: AttemptVerdict, isSent = false): void {
    if (verdict.is === "delivered") {
      this.delivered();
      return;
    }
    this.returned();
    const wasInDoubt = this.#isInDoubt;
    if (verdict.is === "in-doubt") this.#isInDoubt = true;
    const isFree = verdict.is === "returned" && verdict.free === true;
    const isRepeated = verdict.is === "returned" || (verdict.is === "in-doubt" && this.policy.repeats);
    if (isRepeated && (isFree || this.hasRetries)) {
      if (!isFree && this.#retriesLeft > 0) this.#retriesLeft -= 1;
      this.#sendLater(verdict.delay);
    } else {
      this.#fail(wasInDoubt ? inDoubt(verdict.error) : verdict.error, isSent);
    }
  }

  #fail(error: Error, isSent = false): void {
    this.undelivered(error, isSent || this.#isInDoubt);
  }

  /** In a turn of its own, also without a delay: the sender has to be done with what it has lost. */
  #sendLater(delay: number): void {
    const sender = this.#sender;
    if (sender === undefined) return;
    this.#pause = new Pause(sender.lifetime, delay, this, (error) => {
      this.#pause = undefined;
      if (error === undefined) this.#attempt(sender);
      else this.#fail(this.#isInDoubt ? inDoubt(error) : error);
    });
  }

  #attempt(sender: AmqpSender): void {
    if (this.policy.prepare === undefined) {
      this.#submit(sender, this.#retriesLeft);
      return;
    }
    this.policy.prepare(this).then(
      // What is lost has to be prepared again.
      () => this.#submit(sender, 0),
      (error: Error) => this.#judge(error, false),
    );
  }

  #submit(sender: AmqpSender, retry: number): void {
    const pending = sender.submit(this, this, retry);
    if (!pending.ended) this.#pending = pending;
  }
}

/** The time before the next attempt. Ends early with its sender, when the message is withdrawn or its time is up. */
class Pause {
  readonly #onEnd: (error: AmqpError | undefined) => void;
  readonly #forgetSender: () => void;
  readonly #ignoreAbort: (() => void) | undefined;
  readonly #retry: Timer;
  readonly #expiry: Timer | undefined;
  #ended = false;

  /** @param onEnd gets why there is to be no other attempt, or undefined; not before the constructor returns */
  constructor(
    sender: Lifetime,
    delay: number,
    { deadline, signal }: Outgoing,
    onEnd: (error: AmqpError | undefined) => void,
  ) {
    this.#onEnd = onEnd;
    // One that is closed says so itself.
    this.#forgetSender = sender.whenEnded(() => this.end(undefined));
    this.#retry = sender.after(signal?.aborted ? 0 : delay, () => this.end(undefined));
    if (deadline !== undefined) {
      const late = () => this.end(new AmqpError("expired-unsent", "the message's time is up"));
      this.#expiry = timers.at(deadline, late);
    }
    if (signal !== undefined) {
      this.#ignoreAbort = onAbort(signal, () =>
        this.end(new AmqpError("withdrawn", "the message was withdrawn")),
      );
    }
  }

  end(error: AmqpError | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#forgetSender();
    this.#retry.cancel();
    this.#expiry?.cancel();
    this.#ignoreAbort?.();
    this.#onEnd(error);
  }
}
