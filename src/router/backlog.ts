import type { RawDelivery } from "../amqp/engine/delivery.js";
import { type Linked, LinkedList } from "../collections/linked-list.js";
import { type Timer, timers } from "../time/timers.js";
import type { HeldTotal } from "./held-total.js";
import type { Inlet } from "./inlet.js";
import { expiryOf } from "./message-header.js";

/** A message that waits for a receiver. */
export class HeldMessage implements Linked<HeldMessage> {
  readonly delivery: RawDelivery;
  /** Whose credit it uses until it leaves; undefined when that has been given back. */
  readonly inlet: Inlet | undefined;
  /** When its time to live is over. */
  readonly expiresAt: number;
  expiry: Timer | undefined;
  previous: HeldMessage | undefined;
  next: HeldMessage | undefined;
  list: LinkedList<HeldMessage> | undefined;

  constructor(delivery: RawDelivery, inlet: Inlet | undefined) {
    this.delivery = delivery;
    this.inlet = inlet;
    this.expiresAt = expiryOf(delivery);
  }
}

/** Messages in the order they came. Their time to live runs while they wait, whatever is before them. */
export class Backlog {
  readonly #total: HeldTotal;
  readonly #onExpired: (message: HeldMessage) => void;
  readonly #onWithdrawn: (message: HeldMessage) => void;
  readonly #messages = new LinkedList<HeldMessage>();
  #bytes = 0;

  /**
   * @param onExpired gets each message whose time passed, when it has left.
   * @param onWithdrawn gets each message that its sender gave up, when it has left.
   */
  constructor(
    total: HeldTotal,
    onExpired: (message: HeldMessage) => void,
    onWithdrawn: (message: HeldMessage) => void,
  ) {
    this.#total = total;
    this.#onExpired = onExpired;
    this.#onWithdrawn = onWithdrawn;
  }

  get size(): number {
    return this.#messages.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The one that has waited longest. */
  get first(): HeldMessage | undefined {
    return this.#messages.first;
  }

  push(delivery: RawDelivery, inlet: Inlet | undefined): void {
    delivery.compact();
    const message = new HeldMessage(delivery, inlet);
    if (message.expiresAt < Number.POSITIVE_INFINITY) {
      message.expiry = timers.at(message.expiresAt, () => {
        this.#remove(message);
        this.#onExpired(message);
      });
    }
    if (!delivery.settled) {
      delivery.watch(() => {
        this.#remove(message);
        this.#onWithdrawn(message);
      });
    }
    this.#messages.push(message);
    this.#bytes += delivery.bytes.length;
    this.#total.add(delivery.bytes);
  }

  shift(): HeldMessage | undefined {
    const message = this.first;
    if (message !== undefined) this.#remove(message);
    return message;
  }

  /** Takes out the messages that fulfil a condition. */
  takeIf(condition: (message: HeldMessage) => boolean): HeldMessage[] {
    const taken = [...this.#messages].filter(condition);
    for (const message of taken) this.#remove(message);
    return taken;
  }

  #remove(message: HeldMessage): void {
    this.#messages.remove(message);
    this.#bytes -= message.delivery.bytes.length;
    this.#total.remove(message.delivery.bytes);
    message.expiry?.cancel();
    message.delivery.watch(undefined);
  }
}
