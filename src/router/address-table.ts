import { randomUUID } from "node:crypto";
import { addressesOfTap } from "../amqp/codec/tap-source.js";
import type { Address, AddressContext } from "./address.js";
import { AnycastAddress } from "./anycast-address.js";
import { readReplyTo } from "./message-header.js";
import { MulticastAddress } from "./multicast-address.js";
import type { PassedMessage } from "./passed-message.js";
import type { Permissions } from "./permissions.js";
import { type Distribution, distributionOf, type PrefixRule } from "./prefixes.js";
import { Taps } from "./taps.js";

/** Dynamic addresses begin so, and no other ones may. */
const DYNAMIC_PREFIX = "oslo-rpc-router/dynamic/";

/** Characters of a name: an address with messages outlives the links whose names their clients are charged with. */
const LONGEST_NAME = 4_096;

interface DynamicAddress {
  readonly address: Address;
  /** The identity of the connection that it was made for: the only one that may receive from it. */
  readonly owner: object;
  /** Users that were sent a message of that connection which asks for its reply here. */
  readonly invited: Set<string | undefined>;
}

/** All addresses of a router, found by name in constant time. */
export class AddressTable {
  readonly #context: AddressContext;
  readonly #rules: readonly PrefixRule[];
  readonly #addresses = new Map<string, Address>();
  readonly #dynamic = new Map<string, DynamicAddress>();
  /** Those who are given copies of what goes to others. */
  readonly taps: Taps;

  constructor(context: AddressContext, rules: readonly PrefixRule[]) {
    this.#context = context;
    this.#rules = rules;
    this.taps = new Taps(this, context);
  }

  get size(): number {
    return this.#addresses.size + this.#dynamic.size;
  }

  /** Those with a name of their own. */
  named(): Iterable<Address> {
    return this.#addresses.values();
  }

  /** Those that were made for a connection. */
  dynamic(): Iterable<DynamicAddress> {
    return this.#dynamic.values();
  }

  /** All, those with a name of their own first. */
  *all(): IterableIterator<Address> {
    yield* this.#addresses.values();
    for (const { address } of this.#dynamic.values()) yield address;
  }

  /** The address of this name if there is one. */
  find(name: string): Address | undefined {
    return this.#addresses.get(name) ?? this.#dynamic.get(name)?.address;
  }

  /** The address of this name, made when it is missing; undefined where there can be none. */
  obtain(name: string): Address | undefined {
    if (name.startsWith(DYNAMIC_PREFIX)) return this.#dynamic.get(name)?.address;
    if (name.length > LONGEST_NAME || addressesOfTap(name) !== undefined) return undefined;
    let address = this.#addresses.get(name);
    if (address === undefined && this.size < this.#context.limits.maxAddresses) {
      address = this.#make(name, distributionOf(name, this.#rules));
      this.taps.observe(address);
      this.#addresses.set(name, address);
    }
    return address;
  }

  /** True for the names that dynamic addresses have. */
  isDynamic(name: string): boolean {
    return name.startsWith(DYNAMIC_PREFIX);
  }

  /** Whether a connection may receive from an address. */
  mayReceive(name: string, connection: object): boolean {
    return !name.startsWith(DYNAMIC_PREFIX) || this.#dynamic.get(name)?.owner === connection;
  }

  /**
   * Tells of each message that goes to a user: it may ask for its reply. Undefined for users who may send
   * to any dynamic address, asked or not.
   */
  inviter(user: Permissions): ((message: PassedMessage) => void) | undefined {
    if (user.maySend(DYNAMIC_PREFIX)) return undefined;
    return ({ bytes, from }) => {
      const dynamic = this.#dynamic.get(readReplyTo(bytes) ?? "");
      // Leave comes from the connection whose address it is: nobody gives it in the name of others.
      if (dynamic?.owner === from) dynamic?.invited.add(user.user);
    };
  }

  /** Whether a user was asked for a reply at a dynamic address. */
  isInvited(name: string, user: Permissions): boolean {
    return this.#dynamic.get(name)?.invited.has(user.user) ?? false;
  }

  /** Makes an address that nobody can guess. */
  makeDynamic(owner: object): Address | undefined {
    if (this.size >= this.#context.limits.maxAddresses) return undefined;
    const address = this.#make(`${DYNAMIC_PREFIX}${randomUUID()}`, "closest");
    const dynamic: DynamicAddress = { address, owner, invited: new Set() };
    this.#dynamic.set(address.name, dynamic);
    this.taps.observeReplies(dynamic);
    return address;
  }

  /** Forgets an address. What is sent to a dynamic one afterwards cannot be delivered. */
  remove(address: Address): void {
    this.#addresses.delete(address.name);
    this.#dynamic.delete(address.name);
  }

  /** A receiver left an address: a dynamic one lives no longer than the link it was made for. */
  abandoned(name: string): void {
    const address = this.#dynamic.get(name)?.address;
    if (address !== undefined && !address.hasReceivers) address.abolish();
  }

  /** Gives up all messages. */
  close(): void {
    for (const address of [...this.all()]) address.close();
    this.#addresses.clear();
    this.#dynamic.clear();
  }

  #make(name: string, distribution: Distribution): Address {
    return distribution === "multicast"
      ? new MulticastAddress(name, this.#context)
      : new AnycastAddress(name, distribution, this.#context);
  }
}
