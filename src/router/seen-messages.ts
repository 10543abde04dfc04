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
  readonly copy: (message: SeenMessage) => void;
}

interface Kept {
  readonly message: SeenMessage;
  /** Bytes that it alone holds on to, or that it was the first to. */
  readonly weight: number;
  next: Kept | undefined;
}

/** Messages that have passed, in the order in which they came. What they came in lives as long as they are kept. */
export class SeenMessages {
  readonly #total: HeldTotal;
  #first: Kept | undefined;
  #last: Kept | undefined;
  #size = 0;
  #weight = 0;

  constructor(total: HeldTotal) {
    this.#total = total;
  }

  get size(): number {
    return this.#size;
  }

  /** There are too many of them, and the oldest has to go. */
  get overflows(): boolean {
    return this.#size > MOST || this.#weight > MOST_BYTES || (this.#size > 0 && this.#total.full);
  }

  push(message: SeenMessage): void {
    const { buffer } = message.bytes;
    // Several come in one chunk of a socket, one after the other.
    const weight = buffer === this.#last?.message.bytes.buffer ? 0 : buffer.byteLength;
    const kept: Kept = { message, weight, next: undefined };
    if (this.#last === undefined) this.#first = kept;
    else this.#last.next = kept;
    this.#last = kept;
    this.#size += 1;
    this.#weight += weight;
    this.#total.add(message.bytes);
  }

  /** Takes the oldest. */
  shift(): SeenMessage | undefined {
    const kept = this.#first;
    if (kept === undefined) return undefined;
    this.#first = kept.next;
    if (kept.next === undefined) this.#last = undefined;
    this.#size -= 1;
    this.#weight -= kept.weight;
    this.#total.remove(kept.message.bytes);
    return kept.message;
  }
}
