import type { Timer } from "../time/timers.js";
import type { AmqpError } from "./amqp-error.js";
import type { OutgoingDelivery } from "./delivery.js";
import type { Outcome } from "./outcome.js";
import type { Outgoing } from "./sender.js";

/** A message given to a sender, until its promise settles. */
export class PendingMessage {
  readonly message: Outgoing;
  /** Losses of the link it has waited through. */
  losses = 0;
  /** Present once it is sent. */
  delivery: OutgoingDelivery | undefined;
  deadline: Timer | undefined;
  onAbort: (() => void) | undefined;
  /** Neighbours in the list it waits in. */
  previous: PendingMessage | undefined;
  next: PendingMessage | undefined;
  list: PendingList | undefined;
  readonly #resolve: (outcome: Outcome) => void;
  readonly #reject: (error: unknown) => void;

  constructor(message: Outgoing, resolve: (outcome: Outcome) => void, reject: (error: unknown) => void) {
    this.message = message;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  settle(outcome: Outcome): void {
    this.#release();
    this.#resolve(outcome);
  }

  fail(error: AmqpError | Error): void {
    this.#release();
    this.#reject(error);
  }

  /** Gives up its place, its timer and its listener. */
  #release(): void {
    this.list?.remove(this);
    this.deadline?.cancel();
    if (this.onAbort !== undefined) this.message.signal?.removeEventListener("abort", this.onAbort);
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
    message.list = this;
    message.previous = this.#last;
    message.next = undefined;
    if (this.#last === undefined) this.#first = message;
    else this.#last.next = message;
    this.#last = message;
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
