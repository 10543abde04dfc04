import { AmqpError } from "../../amqp/amqp-error.js";
import type { Outcome } from "../../amqp/outcome.js";
import type { OutcomeObserver, PendingMessage } from "../../amqp/pending-message.js";
import type { AmqpSender, Outgoing } from "../../amqp/sender.js";
import { AuthenticationFailure, MessageDeliveryFailure } from "../../errors/delivery-errors.js";
import type { MessagingError } from "../../errors/messaging-error.js";
import { type Timer, timers } from "../../time/timers.js";
import { transportClosed } from "../delivery-messages.js";

/** Is told, once, how a delivery ended; perhaps before the delivery's constructor returns. */
export interface DeliveryObserver {
  delivered(): void;
  /**
   * @param error an {@link AmqpError} when the message could not be sent or its fate is unknown, a
   * {@link MessageDeliveryFailure} when the peer does not want it
   */
  undelivered(error: Error): void;
}

/** Sends a message until it is accepted. One that the peer gives back untouched is sent again after a while. */
export class Delivery implements OutcomeObserver {
  readonly #sender: AmqpSender;
  readonly #message: Outgoing;
  /** ms (`link_retry_delay`) */
  readonly #retryDelay: number;
  readonly #observer: DeliveryObserver;
  #retriesLeft: number;
  #pending: PendingMessage | undefined;
  #pause: Pause | undefined;

  /** @param retryDelay ms to wait before a message is sent again (`link_retry_delay`) */
  constructor(sender: AmqpSender, message: Outgoing, retryDelay: number, observer: DeliveryObserver) {
    this.#sender = sender;
    this.#message = message;
    this.#retryDelay = retryDelay;
    this.#observer = observer;
    this.#retriesLeft = message.retry ?? -1;
    this.#send();
  }

  /** Ends an attempt that is under way: reason `withdrawn`. Does nothing afterwards. */
  withdraw(): void {
    if (this.#pending !== undefined) this.#sender.withdraw(this.#pending);
    this.#pause?.end(new AmqpError("withdrawn", "the message was withdrawn"));
  }

  settled(outcome: Outcome): void {
    if (outcome.state === "accepted") {
      this.#observer.delivered();
    } else if (!isReturned(outcome)) {
      this.#observer.undelivered(refused(outcome));
    } else if (this.#retriesLeft === 0) {
      this.#observer.undelivered(
        new MessageDeliveryFailure("The peer gave the message back, and no retry is left", {
          retryable: true,
        }),
      );
    } else {
      if (this.#retriesLeft > 0) this.#retriesLeft -= 1;
      this.#pause = new Pause(this.#retryDelay, this.#message, (error) => {
        if (error === undefined) this.#send();
        else this.#observer.undelivered(error);
      });
    }
  }

  failed(error: Error): void {
    this.#observer.undelivered(error);
  }

  #send(): void {
    this.#pending = this.#sender.submit(this.#message, this, this.#retriesLeft);
  }
}

/**
 * Sends a message until it is accepted, as a {@link Delivery} does.
 *
 * @throws {AmqpError} it could not be sent, or its fate is unknown.
 * @throws {MessageDeliveryFailure} the peer does not want it.
 */
export function deliver(sender: AmqpSender, message: Outgoing, retryDelay: number): Promise<void> {
  return new Promise((delivered, undelivered) => {
    new Delivery(sender, message, retryDelay, { delivered, undelivered });
  });
}

/** The peer has not touched the message: it may be sent again. */
function isReturned(outcome: Outcome): boolean {
  if (outcome.state === "modified") return !outcome.deliveryFailed && !outcome.undeliverableHere;
  return outcome.state === "released";
}

function refused(outcome: Outcome): MessageDeliveryFailure {
  switch (outcome.state) {
    case "rejected":
      return new MessageDeliveryFailure(`The peer rejected the message: ${outcome.text}`);
    case "modified":
      return new MessageDeliveryFailure("The peer could not deliver the message");
    default:
      return new MessageDeliveryFailure("The peer does not say what became of the message");
  }
}

/** The time before the next attempt. Ends early when the message is withdrawn or its time is up. */
class Pause {
  readonly #onEnd: (error: AmqpError | undefined) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #retry: Timer;
  readonly #expiry: Timer | undefined;
  #ended = false;

  /** @param onEnd gets why there is to be no other attempt, or undefined; not before the constructor returns */
  constructor(delay: number, { deadline, signal }: Outgoing, onEnd: (error: AmqpError | undefined) => void) {
    this.#onEnd = onEnd;
    this.#signal = signal;
    this.#retry = timers.after(signal?.aborted ? 0 : delay, () => this.end(undefined));
    if (deadline !== undefined) {
      const late = () => this.end(new AmqpError("expired-unsent", "the message's time is up"));
      this.#expiry = timers.at(deadline, late);
    }
    signal?.addEventListener("abort", this.#aborted, { once: true });
  }

  end(error: AmqpError | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#retry.cancel();
    this.#expiry?.cancel();
    this.#signal?.removeEventListener("abort", this.#aborted);
    this.#onEnd(error);
  }

  readonly #aborted = (): void => this.end(new AmqpError("withdrawn", "the message was withdrawn"));
}

/** The error a caller gets for a failure of the AMQP layer. */
export function deliveryFailure(error: AmqpError, what: string): MessagingError {
  const options = { cause: error };
  switch (error.reason) {
    case "closed":
      return transportClosed();
    case "authentication":
      return new AuthenticationFailure(`${what} was not sent: ${error.message}`, options);
    case "queue-full":
      return new MessageDeliveryFailure(`${what} was not sent: too many messages wait to be sent`, {
        ...options,
        code: "QUEUE_FULL",
        retryable: true,
      });
    case "connect":
      return new MessageDeliveryFailure(`${what} was not sent: ${error.message}`, {
        ...options,
        retryable: true,
      });
    default:
      return new MessageDeliveryFailure(`${what} failed: ${error.message}`, options);
  }
}
