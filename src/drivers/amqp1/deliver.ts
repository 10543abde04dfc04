import type { OutcomeObserver, PendingMessage } from "../../amqp/client/pending-message.js";
import type { AmqpSender, Outgoing } from "../../amqp/client/sender.js";
import { AmqpError } from "../../amqp/codec/amqp-error.js";
import type { Outcome } from "../../amqp/codec/outcome.js";
import { MessageDeliveryFailure } from "../../errors/delivery-errors.js";
import type { Lifetime } from "../../time/lifetime.js";
import { onAbort } from "../../time/on-abort.js";
import { type Timer, timers } from "../../time/timers.js";
import { inDoubt, isLoss } from "../delivery-failure.js";

/**
 * Sends a message until it is accepted. One that the peer gives back untouched is sent again after a while; one whose
 * fate is not known only where two of it do no harm.
 */
export abstract class Delivery implements OutcomeObserver {
  #sender: AmqpSender | undefined;
  #retriesLeft = -1;
  /** An earlier try may have been delivered. */
  #isInDoubt = false;
  #mayHaveArrived = false;
  #pending: PendingMessage | undefined;
  #pause: Pause | undefined;

  protected abstract readonly message: Outgoing;
  /** The message, for messages. */
  protected abstract readonly what: string;
  /** ms to wait before the message is sent again (`link_retry_delay`). */
  protected abstract readonly retryDelay: number;
  /** The message is sent again also when it may have been delivered. */
  protected abstract readonly repeats: boolean;
  /** The peer has accepted it; may come before `begin` returns, as the other end may. */
  protected abstract delivered(): void;
  /**
   * @param error an {@link AmqpError} when the message could not be sent or its fate is unknown, a
   * {@link MessageDeliveryFailure} when the peer does not want it
   */
  protected abstract undelivered(error: Error): void;

  /** Of one that is undelivered: true when it, or an earlier try, was sent and not given back. */
  get mayHaveArrived(): boolean {
    return this.#mayHaveArrived;
  }

  begin(sender: AmqpSender): void {
    this.#sender = sender;
    this.#retriesLeft = this.message.retry ?? -1;
    this.#send(sender);
  }

  /** Ends an attempt that is under way: reason `withdrawn`. Does nothing before and afterwards. */
  withdraw(): void {
    if (this.#pending !== undefined) this.#sender?.withdraw(this.#pending);
    this.#pause?.end(new AmqpError("withdrawn", "the message was withdrawn"));
  }

  /** True while it is with the link, which has written nothing of it yet. */
  protected get isHeldBack(): boolean {
    return this.#pending?.delivery?.isBegun === false;
  }

  /** What keeps the peer from taking the message. */
  protected get trouble(): string {
    return this.#pause === undefined ? whyNotTaken(this.#sender) : "the peer gave it back";
  }

  decided(outcome: Outcome): void {
    this.#pending = undefined;
    const isLost = this.repeats && outcome.state === "modified" && outcome.deliveryFailed;
    if (isLost) this.#isInDoubt = true;
    if (outcome.state === "accepted") {
      this.delivered();
    } else if (!isReturned(outcome) && !(isLost && !outcome.undeliverableHere)) {
      this.#fail(refused(this.what, outcome));
    } else if (this.#retriesLeft === 0) {
      const why = `${this.what} was not delivered: the peer gave it back, and no retry is left`;
      this.#fail(new MessageDeliveryFailure(why, { retryable: true, mayHaveRun: false }));
    } else {
      this.#sendLater(this.retryDelay);
    }
  }

  failed(error: Error): void {
    const isSent = this.#pending?.delivery?.isBegun === true;
    const isLost = this.repeats && isSent && isLoss(error);
    this.#pending = undefined;
    if (isLost) this.#isInDoubt = true;
    // In a turn of its own: the sender has to be done with what it has lost.
    if (isLost && this.#retriesLeft !== 0) this.#sendLater(0);
    else this.#fail(error, isSent);
  }

  #fail(error: Error, isSent = false): void {
    this.#mayHaveArrived = isSent || this.#isInDoubt;
    this.undelivered(this.#isInDoubt ? inDoubt(error) : error);
  }

  #sendLater(delay: number): void {
    const sender = this.#sender;
    if (sender === undefined) return;
    if (this.#retriesLeft > 0) this.#retriesLeft -= 1;
    this.#pause = new Pause(sender.lifetime, delay, this.message, (error) => {
      this.#pause = undefined;
      if (error !== undefined) this.#fail(error);
      else this.#send(sender);
    });
  }

  #send(sender: AmqpSender): void {
    const pending = sender.submit(this.message, this, this.#retriesLeft);
    if (!pending.ended) this.#pending = pending;
  }
}

const NOT_TAKEN = {
  link: "the peer has not attached its address yet",
  window: "the peer's session takes no messages for now",
  credit: "nobody is listening",
  turn: "its time was up before it could be sent",
} as const;

/** What keeps a peer that is there from taking a sender's messages. */
export function whyNotTaken(sender: AmqpSender | undefined): string {
  return sender?.trouble?.message ?? NOT_TAKEN[sender?.waitsFor ?? "turn"];
}

/** What is to be delivered. */
interface AwaitedOptions {
  readonly message: Outgoing;
  /** The message, for messages. */
  readonly what: string;
  /** ms to wait before the message is sent again. */
  readonly retryDelay: number;
  /** It is sent again also when it may have been delivered. */
  readonly repeats?: boolean | undefined;
}

/** One whose end a promise waits for. */
export class AwaitedDelivery extends Delivery {
  protected readonly message: Outgoing;
  protected readonly what: string;
  protected readonly retryDelay: number;
  protected readonly repeats: boolean;
  protected delivered!: () => void;
  protected undelivered!: (error: Error) => void;

  constructor({ message, what, retryDelay, repeats = false }: AwaitedOptions) {
    super();
    this.message = message;
    this.what = what;
    this.retryDelay = retryDelay;
    this.repeats = repeats;
  }

  /**
   * Sends it, once.
   *
   * @throws {AmqpError} it could not be sent, or its fate is unknown.
   * @throws {MessageDeliveryFailure} the peer does not want it.
   */
  send(sender: AmqpSender): Promise<void> {
    return new Promise((delivered, undelivered) => {
      this.delivered = delivered;
      this.undelivered = undelivered;
      this.begin(sender);
    });
  }
}

/** The peer has not touched the message: it may be sent again. */
function isReturned(outcome: Outcome): boolean {
  if (outcome.state === "modified") return !outcome.deliveryFailed && !outcome.undeliverableHere;
  return outcome.state === "released";
}

function refused(what: string, outcome: Outcome): MessageDeliveryFailure {
  const failure = (why: string, mayHaveRun: boolean) =>
    new MessageDeliveryFailure(`${what} was not delivered: the peer ${why}`, { mayHaveRun });
  switch (outcome.state) {
    case "rejected":
      return failure(`rejected it: ${outcome.text}`, false);
    case "modified": {
      // A peer that lost the receiver cannot know how far that one came.
      const detail = outcome.deliveryFailed ? "; who got it is gone, and what became of it is not known" : "";
      return failure(`could not deliver it${detail}`, outcome.deliveryFailed);
    }
    default:
      return failure("does not say what became of it", true);
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
