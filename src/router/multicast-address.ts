import { acceptedState } from "../amqp/codec/delivery-state.js";
import { isAccepted } from "../amqp/codec/performatives.js";
import { compacted } from "../amqp/engine/compacted.js";
import type { RawDelivery } from "../amqp/engine/delivery.js";
import { type Timer, timers } from "../time/timers.js";
import { Address, type AddressContext } from "./address.js";
import type { Inlet } from "./inlet.js";
import { expiryOf } from "./message-header.js";
import type { Outlet } from "./outlet.js";
import { aged } from "./passed-message.js";
import { nobody, type Settlement } from "./settlement.js";

const REJECTED = 0x25;

/**
 * Each message goes to all receivers. One that takes no more is given its copies later, as settled ones: they never
 * hold up the outcome. While it has no room for another copy and still takes some, messages wait, and with them the
 * credit of their senders; one that has stalled loses its oldest copies and holds nobody up.
 */
export class MulticastAddress extends Address {
  protected readonly keepsUnattended = false;
  /** When the receivers that messages wait for count as stalled. */
  #patience = 0;
  #timer: Timer | undefined;

  constructor(name: string, context: AddressContext) {
    super(name, "multicast", context);
  }

  offer(delivery: RawDelivery, inlet: Inlet | undefined): void {
    this.arrived(delivery);
    const mustWait = this.backlog.size > 0 || this.#patienceFor(delivery.bytes) > performance.now();
    if (mustWait) {
      // Where no more can wait, slow receivers lose copies rather than all of them a message.
      while (this.backlog.size > 0 && !this.hasRoom(delivery)) this.#spreadFirst();
      if (this.hasRoom(delivery)) {
        this.hold(delivery, inlet);
        return;
      }
    }
    inlet?.passed();
    this.#spread(delivery);
  }

  outletReady(outlet: Outlet): void {
    while (outlet.copies.size > 0 && outlet.ready) {
      const copy = outlet.copies.shift();
      if (copy === undefined) break;
      outlet.send(copy, true, nobody);
      this.countForwarded();
    }
    this.review();
  }

  override close(): void {
    super.close();
    this.#wait(0);
  }

  protected override review(): void {
    let patience = 0;
    for (let { first } = this.backlog; first !== undefined; first = this.backlog.first) {
      patience = this.#patienceFor(first.delivery.bytes);
      if (patience > performance.now()) break;
      patience = 0;
      this.#spreadFirst();
    }
    this.#wait(patience);
    super.review();
  }

  /** Until when a message is to wait for slow receivers, on the monotonic clock. */
  #patienceFor(bytes: Buffer): number {
    let patience = 0;
    for (const { copies } of this.outlets) patience = Math.max(patience, copies.patience(bytes));
    return patience;
  }

  /** Looks again at a time, unless something happens before; 0 when nothing waits. */
  #wait(until: number): void {
    if (until === this.#patience) return;
    this.#patience = until;
    this.#timer?.cancel();
    this.#timer = until === 0 ? undefined : timers.at(until, () => this.review());
  }

  #spreadFirst(): void {
    const held = this.takeHeld();
    if (held === undefined) return;
    if (held.expiresAt > performance.now()) this.#spread(held.delivery, held.expiresAt);
    else this.expire(held.delivery);
  }

  /** @param knownExpiry when its time is over, if it has waited */
  #spread(delivery: RawDelivery, knownExpiry?: number): void {
    if (this.outlets.length === 0) {
      this.refuse(delivery);
      return;
    }
    const { counters } = this.context;
    const { settled } = delivery;
    const outcome = settled ? undefined : new JointOutcome(delivery);
    const message = knownExpiry === undefined ? delivery : aged(delivery, knownExpiry);
    let expiresAt = knownExpiry;
    for (const outlet of this.outlets) {
      if (outlet.copies.size === 0 && outlet.ready) {
        if (outcome !== undefined) outcome.expected++;
        outlet.send(message, settled, outcome ?? nobody);
        this.countForwarded();
        continue;
      }
      delivery.compact();
      expiresAt ??= expiryOf(delivery);
      if (!outlet.copies.push(delivery, expiresAt)) counters.dropped++;
    }
    outcome?.begin();
  }
}

/** The outcome of many copies: accepted if one was and none rejected, else the last one's. */
class JointOutcome implements Settlement {
  /** Copies whose outcome is to come. */
  expected = 0;
  readonly #delivery: RawDelivery;
  #begun = false;
  #accepted = false;
  #rejected: Buffer | undefined;
  #last: Buffer | undefined;

  constructor(delivery: RawDelivery) {
    this.#delivery = delivery;
  }

  get size(): number {
    return this.#delivery.bytes.length;
  }

  compact(): void {
    this.#delivery.compact();
  }

  /** All copies are under way. */
  begin(): void {
    this.#begun = true;
    this.#finish();
  }

  settle(state: Buffer): void {
    this.expected--;
    if (isAccepted(state)) {
      this.#accepted = true;
    } else {
      this.#last = compacted(state);
      if (state[2] === REJECTED) this.#rejected = this.#last;
    }
    this.#finish();
  }

  #finish(): void {
    if (!this.#begun || this.expected > 0) return;
    // With no copy under way all of them wait for slow receivers, which is as good as accepted.
    const state = this.#accepted ? acceptedState : (this.#last ?? acceptedState);
    this.#delivery.settle(this.#rejected ?? state);
  }
}
