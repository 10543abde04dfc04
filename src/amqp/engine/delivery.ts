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
export class OutgoingDelivery {
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

/**
 * Entries by serial numbers of 32 bits. Peers name ranges of them, as wide as they like: looking one up costs what it
 * takes out and a few steps more, however much there is.
 */
export class SerialMap<T> {
  /** Made with the first entry: most clients have none of some kinds, ever. */
  #entries: Map<number, T> | undefined;
  /** Ids in their order, also of entries that are gone; made with the first wide range. */
  #index: number[] | undefined;

  get size(): number {
    return this.#entries?.size ?? 0;
  }

  set(id: number, value: T): void {
    this.#entries ??= new Map();
    this.#entries.set(id, value);
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
    const entries = this.#entries;
    if (entries === undefined) return false;
    const existed = entries.delete(id);
    if (this.#index === undefined) return existed;
    if (entries.size === 0) this.#index = undefined;
    else if (this.#index.length > 2 * entries.size + TOLERATED)
      this.#index = this.#index.filter((other) => entries.has(other));
    return existed;
  }

  /** Takes out the entries from one id to another, both included, one after another. */
  takeRange(first: number, last: number, take: (value: T) => void): void {
    if (this.size === 0) return;
    const span = (last - first) >>> 0;
    if (span >= NARROW) {
      for (const id of this.#takeIndexed(first, span)) this.#take(id, take);
      return;
    }
    for (let i = 0; i <= span; i++) this.#take((first + i) >>> 0, take);
  }

  #take(id: number, take: (value: T) => void): void {
    const value = this.#entries?.get(id);
    if (value === undefined) return;
    this.delete(id);
    take(value);
  }

  /** Takes the ids of a range out of the index. */
  #takeIndexed(first: number, span: number): number[] {
    this.#index ??= [...(this.#entries?.keys() ?? [])].sort((a, b) => (a - b) | 0);
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
