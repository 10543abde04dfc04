import type { RawDelivery } from "../amqp/engine/delivery.js";
import type { Address, AddressContext } from "./address.js";
import type { HeldTotal } from "./held-total.js";
import { isEmpty, readCorrelationId, readMessageId, readReplyTo } from "./message-header.js";
import type { Tap } from "./tap.js";

/** Replies that are waited for; one more, and the oldest is not known as a reply any more. */
const MOST_EXPECTED = 20_000;

/** A reply that is to be shown, and to whom. */
interface ExpectedReply {
  readonly taps: readonly Tap[];
  /** Others may answer as well. */
  readonly several: boolean;
}

/** The addresses of a router as those who tap them see them. */
export interface TappableAddresses {
  /** Those with a name of their own. */
  named(): Iterable<Address>;
  all(): Iterable<Address>;
  /** The dynamic address of this name, if it was made for the connection. */
  dynamicOf(name: string, owner: unknown): Address | undefined;
}

/**
 * All that tap the addresses of a router. They see messages where these come in, before anybody gets them, and of what
 * goes to the addresses of replies only what answers a request that they have seen.
 */
export class Taps {
  readonly #addresses: TappableAddresses;
  readonly #context: AddressContext;
  readonly #taps = new Set<Tap>();
  /** By the address and the id that they are to have. */
  readonly #expected = new Map<string, ExpectedReply>();

  constructor(addresses: TappableAddresses, context: AddressContext) {
    this.#addresses = addresses;
    this.#context = context;
  }

  /** All that waits in the router. */
  get held(): HeldTotal {
    return this.#context.held;
  }

  add(tap: Tap): void {
    this.#taps.add(tap);
    this.#context.counters.receivers++;
    this.#renew();
  }

  remove(tap: Tap): void {
    if (!this.#taps.delete(tap)) return;
    this.#context.counters.receivers--;
    this.#renew();
    if (this.#taps.size > 0) return;
    this.#expected.clear();
    for (const address of this.#addresses.all()) address.observer = undefined;
  }

  /** A function that sees the messages of an address; undefined where nobody taps it. */
  observerOf({ name, distribution }: Pick<Address, "name" | "distribution">): Address["observer"] {
    const several = distribution === "multicast";
    const taps = [...this.#taps].filter((tap) => tap.covers(name));
    if (taps.length === 0) return undefined;
    return (delivery) => {
      for (const tap of taps) tap.take(name, delivery.bytes);
      this.#expectReply(delivery, { taps, several });
    };
  }

  #renew(): void {
    for (const address of this.#addresses.named()) address.observer = this.observerOf(address);
  }

  #expectReply({ bytes, from }: RawDelivery, expected: ExpectedReply): void {
    const replyTo = readReplyTo(bytes);
    const address = replyTo === undefined ? undefined : this.#addresses.dynamicOf(replyTo, from);
    const id = address && readMessageId(bytes);
    if (address === undefined || id === undefined) return;
    address.observer ??= (reply) => this.#replied(address.name, reply.bytes);
    this.#expected.set(keyOf(address.name, id), expected);
    for (const key of this.#expected.keys()) {
      if (this.#expected.size <= MOST_EXPECTED) break;
      this.#expected.delete(key);
    }
  }

  #replied(address: string, bytes: Buffer): void {
    const id = readCorrelationId(bytes);
    if (id === undefined) return;
    const key = keyOf(address, id);
    const expected = this.#expected.get(key);
    if (expected === undefined) return;
    for (const tap of expected.taps) tap.take(address, bytes);
    if (!expected.several && !isEmpty(bytes)) this.#expected.delete(key);
  }
}

function keyOf(address: string, id: string): string {
  return `${address}\n${id}`;
}
