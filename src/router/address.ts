import type { RawDelivery } from "../amqp/engine/delivery.js";
import { Backlog, type HeldMessage } from "./backlog.js";
import type { HeldTotal } from "./held-total.js";
import type { Destination, Inlet } from "./inlet.js";
import type { RouterLimits } from "./limits.js";
import type { Outlet, Source } from "./outlet.js";
import type { Distribution } from "./prefixes.js";
import { type Settlement, undeliverable } from "./settlement.js";
import type { Counters, RouterAddress } from "./statistics.js";
import { Traffic } from "./traffic.js";

/** The router as an address sees it. */
export interface AddressContext {
  readonly limits: RouterLimits;
  readonly counters: Counters;
  readonly held: HeldTotal;
  /** Called when an address has no link and no message any more. */
  forget(address: Address): void;
}

/**
 * Who sends to and receives from an address, and the messages in between. Senders have credit only while
 * somebody receives, and give way while many messages wait.
 */
export abstract class Address implements Destination, Source {
  readonly name: string;
  protected readonly context: AddressContext;
  protected readonly backlog: Backlog;
  protected outlets: Outlet[] = [];
  readonly #inlets = new Set<Inlet>();
  #accepting = false;
  readonly distribution: Distribution;
  /** Sees each message that comes, before it goes to anybody; undefined while nobody watches. */
  observer: ((delivery: RawDelivery) => void) | undefined;
  readonly #traffic = new Traffic();

  constructor(name: string, distribution: Distribution, context: AddressContext) {
    this.name = name;
    this.distribution = distribution;
    this.context = context;
    this.backlog = new Backlog(
      context.held,
      (message) => this.#expired(message),
      (message) => this.#withdrawn(message),
    );
  }

  /** Passes a message on, or keeps it. */
  abstract offer(delivery: RawDelivery, inlet: Inlet | undefined): void;

  abstract outletReady(outlet: Outlet): void;

  takesBack(_origin: Settlement): boolean {
    return false;
  }

  returned(origin: Settlement): void {
    origin.settle(undeliverable);
  }

  /** True when messages may wait here with nobody receiving. */
  protected abstract readonly keepsUnattended: boolean;

  /** True when messages come to somebody, or are kept. */
  protected get attended(): boolean {
    return this.keepsUnattended || this.outlets.length > 0;
  }

  protected get hasSenders(): boolean {
    return this.#inlets.size > 0;
  }

  /** All that waits in the router. */
  get held(): HeldTotal {
    return this.context.held;
  }

  get hasReceivers(): boolean {
    return this.outlets.length > 0;
  }

  addInlet(inlet: Inlet): void {
    this.#inlets.add(inlet);
    this.context.counters.senders++;
    if (this.#accepting) inlet.open();
    else this.review();
  }

  removeInlet(inlet: Inlet): void {
    if (!this.#inlets.delete(inlet)) return;
    this.context.counters.senders--;
    if (!this.keepsUnattended) {
      // Nobody waits for the outcome of these any more.
      const orphans = this.backlog.takeIf((held) => held.inlet === inlet && !held.delivery.settled);
      this.context.counters.held -= orphans.length;
      if (orphans.length > 0) this.review();
    }
    this.#leave();
  }

  addOutlet(outlet: Outlet): void {
    this.outlets.push(outlet);
    this.context.counters.receivers++;
  }

  removeOutlet(outlet: Outlet): void {
    const index = this.outlets.indexOf(outlet);
    if (index < 0) return;
    this.outlets.splice(index, 1);
    this.context.counters.receivers--;
    this.review();
    this.#leave();
  }

  /** The address is no more: its senders are told, and what waits is given up. */
  abolish(): void {
    for (const inlet of [...this.#inlets]) {
      inlet.link.close({ condition: "amqp:resource-deleted", description: "the receiver is gone" });
      inlet.close();
    }
    this.close();
    this.context.forget(this);
  }

  /** Gives up whatever waits. */
  close(): void {
    for (const held of this.backlog.takeIf(() => true)) {
      this.context.counters.held--;
      this.refuse(held.delivery);
      held.inlet?.passed();
    }
  }

  /** A message has come for it. */
  protected arrived(delivery: RawDelivery): void {
    this.context.counters.received++;
    this.#traffic.received++;
    this.observer?.(delivery);
  }

  /** A message, or a copy, has gone out. */
  protected countForwarded(): void {
    this.context.counters.forwarded++;
    this.#traffic.forwarded++;
  }

  /** Reckons the rates anew. @param seconds since the last time */
  measure(seconds: number): void {
    this.#traffic.measure(seconds);
  }

  describe(): RouterAddress {
    let waiting = this.backlog.size;
    for (const { copies } of this.outlets) waiting += copies.size;
    return {
      name: this.name,
      distribution: this.distribution,
      consumers: this.outlets.length,
      producers: this.#inlets.size,
      waiting,
      ...this.#traffic.describe(),
    };
  }

  /** Lets senders send, or holds them back, as things are now. */
  protected review(): void {
    const { heldMessages, heldBytes } = this.context.limits;
    // Senders that were held back begin again when there is room for more than a few messages.
    const share = this.#accepting ? 1 / 4 : 1 / 8;
    const roomy = this.backlog.size < heldMessages * share && this.backlog.bytes < heldBytes * share;
    const accepting = roomy && this.attended;
    if (accepting === this.#accepting) return;
    this.#accepting = accepting;
    for (const inlet of this.#inlets) {
      if (accepting) inlet.open();
      else if (this.attended) inlet.pause();
      else inlet.shut();
    }
  }

  /** Whether one message more can wait here. */
  protected hasRoom({ bytes }: RawDelivery): boolean {
    const { heldMessages, heldBytes } = this.context.limits;
    const isFull = this.backlog.size >= heldMessages || this.backlog.bytes + bytes.length > heldBytes;
    return !isFull && this.context.held.hasRoom(bytes);
  }

  protected hold(delivery: RawDelivery, inlet: Inlet | undefined): void {
    if (!this.hasRoom(delivery)) {
      this.refuse(delivery);
      inlet?.passed();
      return;
    }
    this.context.counters.held++;
    this.backlog.push(delivery, inlet);
    this.review();
  }

  /** The next message that waits. */
  protected takeHeld(): HeldMessage | undefined {
    const held = this.backlog.shift();
    if (held === undefined) return undefined;
    this.context.counters.held--;
    held.inlet?.passed();
    return held;
  }

  /** Nobody takes the message. */
  protected refuse(delivery: RawDelivery): void {
    const { counters } = this.context;
    if (delivery.settled) counters.dropped++;
    else counters.released++;
    delivery.settle(undeliverable);
  }

  /** The time of a message was over before anybody took it. */
  protected expire(delivery: RawDelivery): void {
    this.context.counters.expired++;
    delivery.settle(undeliverable);
  }

  #expired(held: HeldMessage): void {
    this.expire(held.delivery);
    this.#left(held);
  }

  #withdrawn(held: HeldMessage): void {
    this.context.counters.withdrawn++;
    this.#left(held);
  }

  /** A message has left without being taken by anybody. */
  #left(held: HeldMessage): void {
    this.context.counters.held--;
    held.inlet?.passed();
    this.review();
    this.#leave();
  }

  /** An address nobody has a link to is forgotten, and with it settled messages that nobody could take. */
  #leave(): void {
    if (this.#inlets.size > 0 || this.outlets.length > 0) return;
    if (!this.keepsUnattended) this.close();
    if (this.backlog.size === 0) this.context.forget(this);
  }
}
