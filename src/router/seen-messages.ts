import { type Linked, LinkedList } from "../collections/linked-list.js";
import type { HeldTotal } from "./held-total.js";

/** Messages that are kept. */
const MOST = 1_000;

/** Bytes that those hold on to. */
const MOST_BYTES = 1024 * 1024;

/** A message that has gone its way, for those who tap. */
export interface SeenMessage {
  readonly bytes: Buffer;
  /** The identity of the connection it came over. */
  readonly from: unknown;
  /** When it came, on the monotonic clock. */
  readonly seenAt: number;
  /** Gives copies to those who are to have one. */
  readonly giveCopies: (message: SeenMessage) => void;
}

interface Kept extends Linked<Kept> {
  readonly message: SeenMessage;
  /** Bytes that it alone holds on to, or that it was the first to. */
  readonly weight: number;
}

/** Messages that have passed, in the order in which they came. What they came in lives as long as they are kept. */
export class SeenMessages {
  readonly #total: HeldTotal;
  readonly #kept = new LinkedList<Kept>();
  #weight = 0;

  constructor(total: HeldTotal) {
    this.#total = total;
  }

  get size(): number {
    return this.#kept.size;
  }

  /** There are too many of them, and the oldest has to go. */
  get overflows(): boolean {
    return this.size > MOST || this.#weight > MOST_BYTES || (this.size > 0 && this.#total.full);
  }

  push(message: SeenMessage): void {
    const { buffer } = message.bytes;
    // Several come in one chunk of a socket, one after the other.
    const weight = buffer === this.#kept.last?.message.bytes.buffer ? 0 : buffer.byteLength;
    this.#kept.push({ message, weight, previous: undefined, next: undefined, list: undefined });
    this.#weight += weight;
    this.#total.add(message.bytes);
  }

  /** Takes the oldest. */
  shift(): SeenMessage | undefined {
    const kept = this.#kept.first;
    if (kept === undefined) return undefined;
    this.#kept.remove(kept);
    this.#weight -= kept.weight;
    this.#total.remove(kept.message.bytes);
    return kept.message;
  }
}
