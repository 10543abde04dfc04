import type { RawDelivery } from "../amqp/engine/delivery.js";
import type { AddressTable } from "./address-table.js";
import type { Destination, Inlet } from "./inlet.js";
import { readTo } from "./message-header.js";
import { forbidden, undeliverable, unreadable } from "./settlement.js";
import type { Counters } from "./statistics.js";

/**
 * The anonymous terminus: messages go where their `to` says. Its senders always have credit, since one address
 * nobody receives from must not stop what they send to others.
 */
export class Relay implements Destination {
  readonly #table: AddressTable;
  readonly #counters: Counters;

  constructor(table: AddressTable, counters: Counters) {
    this.#table = table;
    this.#counters = counters;
  }

  addInlet(inlet: Inlet): void {
    this.#counters.senders++;
    inlet.open();
  }

  removeInlet(_inlet: Inlet): void {
    this.#counters.senders--;
  }

  offer(delivery: RawDelivery, inlet: Inlet): void {
    inlet.passed();
    let to: string | undefined;
    try {
      to = readTo(delivery.bytes);
    } catch {
      to = undefined;
    }
    if (to !== undefined && !inlet.maySend(to)) {
      this.#counters.received++;
      this.#counters.forbidden++;
      delivery.settle(forbidden);
      return;
    }
    const address = to === undefined ? undefined : this.#table.find(to);
    if (address !== undefined) {
      address.offer(delivery, undefined);
      return;
    }
    this.#counters.received++;
    if (delivery.settled) this.#counters.dropped++;
    else this.#counters.released++;
    delivery.settle(to === undefined ? unreadable : undeliverable);
  }
}
