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
export class PendingMessage {
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
  /** Neighbours in the list it waits in. */
  previous: PendingMessage | undefined;
  next: PendingMessage | undefined;
  list: PendingList | undefined;
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

/** Messages in order, any of which leaves at no cost. */
export class PendingList {
  #size = 0;
  #first: PendingMessage | undefined;
  #last: PendingMessage | undefined;

  get size(): number {
    return this.#size;
  }

  get first(): PendingMessage | undefined {
    return this.#first;
  }

  push(message: PendingMessage): void {
    this.#insert(message, this.#last, undefined);
  }

  /** Puts a message before all others. */
  unshift(message: PendingMessage): void {
    this.#insert(message, undefined, this.#first);
  }

  #insert(
    message: PendingMessage,
    previous: PendingMessage | undefined,
    next: PendingMessage | undefined,
  ): void {
    message.list = this;
    message.previous = previous;
    message.next = next;
    if (previous === undefined) this.#first = message;
    else previous.next = message;
    if (next === undefined) this.#last = message;
    else next.previous = message;
    this.#size++;
  }

  remove(message: PendingMessage): void {
    if (message.list !== this) return;
    const { previous, next } = message;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    message.list = undefined;
    message.previous = undefined;
    message.next = undefined;
    this.#size--;
  }

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

  /** All messages now in the list, which may leave it meanwhile. */
  *[Symbol.iterator](): IterableIterator<PendingMessage> {
    let message = this.#first;
    while (message !== undefined) {
      const { next } = message;
      yield message;
      message = next;
    }
  }
}
