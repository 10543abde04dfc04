import type { CopiedMessage } from "../amqp/codec/copied-messages.js";
import type { RawDelivery } from "../amqp/engine/delivery.js";
import type { Address, AddressContext } from "./address.js";
import type { HeldTotal } from "./held-total.js";
import { isEmpty, readCorrelationId, readMessageId, readReplyTo } from "./message-header.js";
import { type SeenMessage, SeenMessages } from "./seen-messages.js";
import type { Tap } from "./tap.js";

/** Replies that are waited for; one more, and the oldest is not known as a reply any more. */
const MOST_EXPECTED = 20_000;

/** ms in which messages are gathered. Copied each by itself, one delays whatever comes after it. */
const GATHERED_FOR = 100;

/** Messages that are copied before the router looks again for what has come. */
const COPIED_AT_ONCE = 50;

/** Characters of the address and the id of a reply that is waited for. */
const LONGEST_KEY = 1_024;

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
  /** Those that were made for a connection. */
  dynamic(): Iterable<DynamicPlace>;
  /** True for the names of those. */
  isDynamic(name: string): boolean;
}

/** An address that was made for a connection. */
interface DynamicPlace {
  readonly address: Address;
  /** The identity of that connection. */
  readonly owner: object;
}

/**
 * All that tap the addresses of a router. They see messages where these come in, before anybody gets them, and of what
 * goes to the addresses of replies only what answers a request that they have seen. While a message passes nothing is
 * done but to keep it: what it is, and who is to have a copy, is found out later, for many at once.
 */
export class Taps {
  readonly #addresses: TappableAddresses;
  readonly #context: AddressContext;
  readonly #taps = new Set<Tap>();
  readonly #seen: SeenMessages;
  #gathering: NodeJS.Timeout | undefined;
  #copying: NodeJS.Immediate | undefined;
  /** Seen messages that are being copied. */
  #due = 0;
  /** The connections that requests have come over, with a number for each, by their identities. */
  #callers = new WeakMap<object, number>();
  #lastCaller = 0;
  /** By the connection that asked, the address and the id that they are to have. */
  readonly #expected = new Map<string, ExpectedReply>();

  constructor(addresses: TappableAddresses, context: AddressContext) {
    this.#addresses = addresses;
    this.#context = context;
    this.#seen = new SeenMessages(context.held);
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
    if (this.#taps.size === 0) this.#forget();
    this.#renew();
  }

  /** Has the messages of a new address seen by those who tap it. */
  observe(address: Address): void {
    const { name, distribution } = address;
    const several = distribution === "multicast";
    const taps = [...this.#taps].filter((tap) => tap.covers(name));
    if (taps.length === 0) {
      address.observer = undefined;
      return;
    }
    const giveCopies = (message: SeenMessage) => {
      for (const tap of taps) tap.take(copyOf(name, message));
      this.#expectReply(message, { taps, several });
    };
    address.observer = (delivery) => {
      this.#numberOf(delivery.from as object);
      this.#see(delivery, giveCopies);
    };
  }

  /** Has the replies that come to a new dynamic address seen, where any may answer what was seen. */
  observeReplies({ address, owner }: DynamicPlace): void {
    if (this.#taps.size === 0) {
      address.observer = undefined;
      return;
    }
    const giveCopies = (message: SeenMessage) => this.#replied(address.name, owner, message);
    address.observer ??= (delivery) => {
      if (this.#callers.has(owner)) this.#see(delivery, giveCopies);
    };
  }

  /** Copies and sends what was seen up to now. */
  copyAll(): void {
    this.#copy(this.#seen.size);
    this.#send();
  }

  #see({ bytes, from, receivedAt }: RawDelivery, giveCopies: SeenMessage["giveCopies"]): void {
    this.#seen.push({ bytes, from, seenAt: receivedAt, giveCopies });
    while (this.#seen.overflows) this.#copy(1);
    if (this.#due === 0) this.#gather();
  }

  #gather(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#due = this.#seen.size;
      this.#copySome();
    }, GATHERED_FOR);
  }

  #copySome(): void {
    this.#copying = undefined;
    this.#copy(Math.min(this.#due, COPIED_AT_ONCE));
    this.#send();
    this.#due = Math.max(0, this.#due - COPIED_AT_ONCE);
    if (this.#due > 0) this.#copying = setImmediate(() => this.#copySome());
    else if (this.#seen.size > 0) this.#gather();
  }

  #copy(most: number): void {
    for (let copied = 0; copied < most; copied++) {
      const message = this.#seen.shift();
      message?.giveCopies(message);
    }
  }

  #send(): void {
    for (const tap of this.#taps) tap.send();
  }

  #renew(): void {
    for (const address of this.#addresses.named()) this.observe(address);
    for (const place of this.#addresses.dynamic()) this.observeReplies(place);
  }

  #forget(): void {
    clearTimeout(this.#gathering);
    clearImmediate(this.#copying);
    this.#gathering = undefined;
    this.#copying = undefined;
    this.#due = 0;
    while (this.#seen.size > 0) this.#seen.shift();
    this.#callers = new WeakMap();
    this.#expected.clear();
  }

  #expectReply({ bytes, from }: SeenMessage, expected: ExpectedReply): void {
    const address = readReplyTo(bytes);
    const id = address !== undefined && this.#addresses.isDynamic(address) ? readMessageId(bytes) : undefined;
    if (address === undefined || id === undefined) return;
    const key = this.#keyOf(from as object, address, id);
    if (key.length > LONGEST_KEY) return;
    this.#expected.set(key, expected);
    if (this.#expected.size <= MOST_EXPECTED) return;
    for (const oldest of this.#expected.keys()) {
      this.#expected.delete(oldest);
      break;
    }
  }

  /** @param owner the connection whose address it is */
  #replied(address: string, owner: object, message: SeenMessage): void {
    const id = readCorrelationId(message.bytes);
    if (id === undefined) return;
    const key = this.#keyOf(owner, address, id);
    const expected = this.#expected.get(key);
    if (expected === undefined) return;
    for (const tap of expected.taps) tap.take(copyOf(address, message));
    if (!expected.several && !isEmpty(message.bytes)) this.#expected.delete(key);
  }

  #keyOf(caller: object, address: string, id: string): string {
    return `${this.#numberOf(caller)}\n${address}\n${id}`;
  }

  /** The number of a connection that a request has come over. */
  #numberOf(caller: object): number {
    let number = this.#callers.get(caller);
    if (number === undefined) {
      this.#lastCaller += 1;
      number = this.#lastCaller;
      this.#callers.set(caller, number);
    }
    return number;
  }
}

function copyOf(address: string, { seenAt, bytes }: SeenMessage): CopiedMessage {
  return { address, seenAt: performance.timeOrigin + seenAt, bytes };
}
