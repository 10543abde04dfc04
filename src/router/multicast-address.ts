import type { RawDelivery } from "../amqp/delivery.js";
import { acceptedState, isAccepted } from "../amqp/delivery-state.js";
import { Address } from "./address.js";
import type { Inlet } from "./inlet.js";
import type { Outlet } from "./outlet.js";
import type { Settlement } from "./settlement.js";

const REJECTED = 0x25;

/**
 * Each message goes to all receivers. One that takes no more is given its copies later, as settled ones and as
 * far as there is room: it never holds up the others, nor the outcome.
 */
export class MulticastAddress extends Address {
  protected readonly keepsUnattended = false;

  offer(delivery: RawDelivery, inlet: Inlet | undefined): void {
    const { counters } = this.context;
    counters.received++;
    inlet?.passed();
    if (this.outlets.length === 0) {
      this.refuse(delivery);
      return;
    }
    const { bytes, settled } = delivery;
    const outcome = settled ? undefined : new JointOutcome(delivery);
    for (const outlet of this.outlets) {
      if (outlet.copies.size === 0 && outlet.ready) {
        if (outcome !== undefined) outcome.expected++;
        outlet.send(bytes, settled, outcome ?? nobody);
        counters.forwarded++;
      } else if (!outlet.copies.push(bytes)) {
        counters.dropped++;
      }
    }
    outcome?.begin();
  }

  outletReady(outlet: Outlet): void {
    while (outlet.copies.size > 0 && outlet.ready) {
      const bytes = outlet.copies.shift();
      if (bytes === undefined) break;
      outlet.send(bytes, true, nobody);
      this.context.counters.forwarded++;
    }
    this.review();
  }
}

const nobody: Settlement = { settle() {}, size: 0 };

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

  /** All copies are under way. */
  begin(): void {
    this.#begun = true;
    this.#finish();
  }

  settle(state: Buffer): void {
    this.expected--;
    if (isAccepted(state)) this.#accepted = true;
    else if (state[2] === REJECTED) this.#rejected = state;
    this.#last = state;
    this.#finish();
  }

  #finish(): void {
    if (!this.#begun || this.expected > 0) return;
    // With no copy under way all of them wait for slow receivers, which is as good as accepted.
    const state = this.#accepted ? acceptedState : (this.#last ?? acceptedState);
    this.#delivery.settle(this.#rejected ?? state);
  }
}
