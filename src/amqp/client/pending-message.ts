import { type Linked, LinkedList } from "../../collections/linked-list.js";
import type { Timer } from "../../time/timers.js";
import type { AmqpError } from "../codec/amqp-error.js";
import type { Outcome } from "../codec/outcome.js";
import type { OutgoingDelivery } from "../engine/delivery.js";
import type { Outgoing } from "./outgoing.js";

/** Is told, once, what has become of a message. */
export interface OutcomeObserver {
  /** The peer, or the sender itself, has decided. */
  decided(outcome: Outcome): void;
  /** There is no outcome to be had. */
  failed(error: Error): void;
  /** It was encoded, but has not been sent after all: it is encoded again for another link. */
  returned?(): void;
}

/** A message given to a sender, until its observer has been told of its end. */
export class PendingMessage implements Linked<PendingMessage> {
  readonly message: Outgoing;
  /** Number of losses of the link that it outlives; -1 for any number. */
  readonly retry: number;
  /** Losses of the link it has waited through. */
  losses = 0;
  /** Present once it is sent. */
  delivery: OutgoingDelivery | undefined;
  deadline: Timer | undefined;
  /** Ends its wait for its signal. */
  ignoreAbort: (() => void) | undefined;
  previous: PendingMessage | undefined;
  next: PendingMessage | undefined;
  list: LinkedList<PendingMessage> | undefined;
  #observer: OutcomeObserver | undefined;

  constructor(message: Outgoing, observer: OutcomeObserver, retry: number) {
    this.message = message;
    this.retry = retry;
    this.#observer = observer;
  }

  /** True once the observer has been told. */
  get ended(): boolean {
    return this.#observer === undefined;
  }

  /** Its link has ended before any of it was sent. */
  returned(): void {
    this.list?.remove(this);
    this.delivery = undefined;
    this.#observer?.returned?.();
  }

  settle(outcome: Outcome): void {
    this.#release()?.decided(outcome);
  }

  fail(error: AmqpError | Error): void {
    this.#release()?.failed(error);
  }

  /** Gives up its place, its timer and its listener. Returns whom to tell. */
  #release(): OutcomeObserver | undefined {
    const observer = this.#observer;
    this.#observer = undefined;
    this.list?.remove(this);
    this.deadline?.cancel();
    this.ignoreAbort?.();
    return observer;
  }
}

/** Messages in order. */
export class PendingList extends LinkedList<PendingMessage> {
  /** Puts what is held back as a whole at the other list's link before all others, to wait for the next one. */
  takeBack(sent: PendingList): void {
    const unsent = [...sent].filter(({ delivery }) => delivery !== undefined && !delivery.isBegun);
    for (const message of unsent.reverse()) {
      message.returned();
      this.unshift(message);
    }
  }

  /** Fails all of them. */
  fail(error: AmqpError): void {
    for (const message of this) message.fail(error);
  }

  /** Fails those that do not outlive another loss of the link. */
  lose(error: AmqpError): void {
    for (const message of this) {
      if (error.hopeless || (message.retry >= 0 && ++message.losses > message.retry)) message.fail(error);
    }
  }
}
