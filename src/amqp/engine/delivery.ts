import { randomInt } from "node:crypto";
import type { Linked, LinkedList } from "../../collections/linked-list.js";
import { acceptedState, releasedState } from "../codec/delivery-state.js";
import { compacted } from "./compacted.js";
import type { ReceiverLink, SenderLink } from "./link.js";

/** A range of ids that is looked up id by id; a wider one may name far more than there are. */
const NARROW = 32;

/** Ids without an entry that may always stand in the index. */
const TOLERATED = 64;

/** The session as the deliveries that came in it see it. */
export interface DeliverySession {
  /** Takes the encoded state that a delivery is settled with. */
  settle(id: number, state: Buffer): void;
  /** Has a delivery hear when its sender gives it up. */
  watch(delivery: RawDelivery): void;
  unwatch(delivery: RawDelivery): void;
}

/** A message that came in, as its session knows it. */
export class RawDelivery {
  #bytes: Buffer;
  /** Serial number of 32 bits within the session. */
  readonly id: number;
  readonly link: ReceiverLink;
  /** When it was here, on the monotonic clock: a time to live runs from then on, wherever it waits. */
  readonly receivedAt: number = performance.now();
  /** Whoever sends on the link, where its owner says so: known longer than the link lives. */
  from: unknown;
  /** True when no outcome is wanted, or one has been given. */
  settled: boolean;
  readonly #session: DeliverySession;
  #onWithdrawn: (() => void) | undefined;

  constructor(session: DeliverySession, link: ReceiverLink, id: number, settled: boolean, bytes: Buffer) {
    this.#session = session;
    this.link = link;
    this.id = id;
    this.settled = settled;
    this.#bytes = bytes;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  /** It is kept for a while: lets go of what came with it. */
  compact(): void {
    this.#bytes = compacted(this.#bytes);
  }

  /** Settles with an encoded delivery state; does nothing when that has been done. */
  settle(state: Buffer): void {
    if (this.settled) return;
    this.settled = true;
    // The detach has told the peer that no outcome will come.
    if (!this.link.isOpenHere) return;
    this.#session.settle(this.id, state);
  }

  accept(): void {
    this.settle(acceptedState);
  }

  /** True when the link it came on is gone, and with it whoever waited for the outcome. */
  get orphaned(): boolean {
    return this.link.events === undefined;
  }

  /** Has a function called when the sender gives the message up; undefined for no longer. */
  watch(onWithdrawn: (() => void) | undefined): void {
    this.#onWithdrawn = onWithdrawn;
    if (onWithdrawn === undefined) this.#session.unwatch(this);
    else this.#session.watch(this);
  }

  /**
   * Called by the session: the sender waits for no outcome any more. @param isSettled whether it has settled it, too
   */
  withdraw(isSettled: boolean): void {
    if (this.settled) return;
    if (isSettled) this.settled = true;
    this.#onWithdrawn?.();
    // Whoever watches may have done it with another state.
    this.settle(releasedState);
  }
}

/** A message on its way out, until its outcome is known. */
export class OutgoingDelivery implements Linked<OutgoingDelivery> {
  previous: OutgoingDelivery | undefined;
  next: OutgoingDelivery | undefined;
  list: LinkedList<OutgoingDelivery> | undefined;
  readonly link: SenderLink;
  /** Whatever the sender wants to find again when the outcome comes. */
  readonly owner: unknown;
  /** Serial number of 32 bits within the session; below zero until the first of it is written. */
  id = -1;

  constructor(link: SenderLink, owner: unknown) {
    this.link = link;
    this.owner = owner;
  }

  /** True once the peer may have some of it. */
  get isBegun(): boolean {
    return this.id >= 0;
  }
}

/** Length of the smallest table, and of the largest that stays when nothing is in it. */
const SMALLEST = 8;
const LARGEST_EMPTY = 1024;

/** In a table, the place of no id. */
const FREE = -1;

/** 2³² by the golden ratio. */
const SCATTER = 0x9e37_79b1;

/** Peers choose which ids stay, and must not know which of those would stand in a row. Odd, so that nothing is lost. */
const SECRET = randomInt(2 ** 32) | 1;

/** The places of a map without any. */
const none: never[] = [];

/**
 * Entries by serial numbers of 32 bits. Peers name ranges of them, as wide as they like: looking one up costs what it
 * takes out and a few steps more, however much there is.
 *
 * Not on a Map: see `LinkedList`. One that is deleted leaves no trace in the table.
 */
export class SerialMap<T> {
  #size = 0;
  /** A power of two of places, half of them free at least; none before the first entry: most clients have none, ever. */
  #ids: number[] = none;
  #values: (T | undefined)[] = none;
  #shift = 32;
  /** Ids in their order, also of entries that are gone; made with the first wide range. */
  #index: number[] | undefined;

  get size(): number {
    return this.#size;
  }

  set(id: number, value: T): void {
    if (2 * this.#size >= this.#ids.length) this.#resize(Math.max(SMALLEST, 2 * this.#ids.length));
    const at = this.#find(id);
    if (this.#ids[at] === FREE) this.#size += 1;
    this.#ids[at] = id;
    this.#values[at] = value;
    if (this.#index === undefined) return;
    const last = this.#index.at(-1);
    if (last === undefined || isBefore(last, id)) {
      this.#index.push(id);
    } else if (isBefore(id, this.#index[0] as number)) {
      this.#index.unshift(id);
    } else {
      // One that comes again may stand there still.
      const at = place(this.#index, offset(this.#index, id));
      if (this.#index[at] !== id) this.#index.splice(at, 0, id);
    }
  }

  delete(id: number): boolean {
    return this.#remove(id) !== undefined;
  }

  /** Takes out the entries from one id to another, both included, one after another. */
  takeRange(first: number, last: number, take: (value: T) => void): void {
    if (this.#size === 0) return;
    const span = (last - first) >>> 0;
    if (span >= NARROW) {
      for (const id of this.#takeIndexed(first, span)) this.#take(id, take);
      return;
    }
    for (let i = 0; i <= span; i++) this.#take((first + i) >>> 0, take);
  }

  #take(id: number, take: (value: T) => void): void {
    const value = this.#remove(id);
    if (value !== undefined) take(value);
  }

  #remove(id: number): T | undefined {
    if (this.#size === 0) return undefined;
    const at = this.#find(id);
    if (this.#ids[at] === FREE) return undefined;
    const value = this.#values[at];
    this.#size -= 1;
    this.#free(at);
    if (this.#size === 0 && this.#ids.length > LARGEST_EMPTY) {
      this.#ids = none;
      this.#values = none;
    }
    if (this.#index !== undefined) this.#forgetIndexed(this.#index);
    return value;
  }

  #forgetIndexed(index: readonly number[]): void {
    if (this.#size === 0) this.#index = undefined;
    else if (index.length > 2 * this.#size + TOLERATED)
      this.#index = index.filter((id) => this.#ids[this.#find(id)] === id);
  }

  /** The place of an id, or that where it goes. */
  #find(id: number): number {
    const ids = this.#ids;
    const mask = ids.length - 1;
    let at = this.#home(id);
    while (ids[at] !== id && ids[at] !== FREE) at = (at + 1) & mask;
    return at;
  }

  /** Where an id stands unless others do: far from those next to it, so that there are gaps between them. */
  #home(id: number): number {
    const scattered = Math.imul(id ^ SECRET, SCATTER);
    return Math.imul(scattered ^ (scattered >>> 15), SECRET) >>> this.#shift;
  }

  /** Empties a place, and fills it with what would not be found behind it any more. */
  #free(from: number): void {
    const ids = this.#ids;
    const mask = ids.length - 1;
    let gap = from;
    for (let at = (gap + 1) & mask; ids[at] !== FREE; at = (at + 1) & mask) {
      const id = ids[at] as number;
      // It may stand anywhere from its own place on.
      if (((at - this.#home(id)) & mask) < ((at - gap) & mask)) continue;
      ids[gap] = id;
      this.#values[gap] = this.#values[at];
      gap = at;
    }
    ids[gap] = FREE;
    this.#values[gap] = undefined;
  }

  #resize(length: number): void {
    const [ids, values] = [this.#ids, this.#values];
    this.#shift = 32 - Math.log2(length);
    this.#ids = new Array<number>(length).fill(FREE);
    this.#values = new Array<T | undefined>(length).fill(undefined);
    for (const [at, id] of ids.entries()) {
      if (id === FREE) continue;
      const place = this.#find(id);
      this.#ids[place] = id;
      this.#values[place] = values[at];
    }
  }

  /** Takes the ids of a range out of the index. */
  #takeIndexed(first: number, span: number): number[] {
    this.#index ??= this.#ids.filter((id) => id !== FREE).sort((a, b) => (a - b) | 0);
    const index = this.#index;
    const from = offset(index, first);
    const end = from + span + 1;
    if (end <= 2 ** 32) {
      const start = place(index, from);
      return index.splice(start, place(index, end) - start);
    }
    // It goes on at the lowest ids; those are the older ones.
    const newer = index.splice(place(index, from));
    return [...index.splice(0, place(index, end - 2 ** 32)), ...newer];
  }
}

/** The distance of an id from the lowest one. */
function offset(index: readonly number[], id: number): number {
  return (id - (index[0] as number)) >>> 0;
}

/** Where the first id stands that is so far from the lowest one, or farther. */
function place(index: readonly number[], distance: number): number {
  let low = 0;
  let high = index.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (offset(index, index[middle] as number) < distance) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBefore(one: number, other: number): boolean {
  return ((one - other) | 0) < 0;
}
