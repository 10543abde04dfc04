import type { HeldTotal } from "./held-total.js";
import { aged, type PassedMessage } from "./passed-message.js";

/** ms in which a receiver that takes none of its copies has stalled. */
const STALLED_AFTER = 1_000;

interface Copy extends PassedMessage {
  readonly expiresAt: number;
}

/** Copies of multicast messages that wait for one slow receiver; one more than fit pushes the oldest out. */
export class CopyBuffer {
  readonly #limit: number;
  readonly #byteLimit: number;
  readonly #total: HeldTotal;
  #bytes = 0;
  #copies: Copy[] = [];
  /** Place of the oldest; those before it are taken away now and then. */
  #head = 0;
  /** When the receiver last took a copy, or had taken all. */
  #takenAt = 0;
  /** It took nothing for so long that copies were lost, and has not caught up since. */
  #stalled = false;

  /** @param byteLimit bytes of all copies together; one is kept, however large */
  constructor(limit: number, byteLimit: number, total: HeldTotal) {
    this.#total = total;
    this.#limit = limit;
    this.#byteLimit = byteLimit;
  }

  get size(): number {
    return this.#copies.length - this.#head;
  }

  /** Whether a copy more pushes none out. */
  hasRoom(bytes: Buffer): boolean {
    return this.size < this.#limit && this.#bytes + bytes.length <= this.#byteLimit;
  }

  /**
   * Until when, on the monotonic clock, a copy is to wait for the receiver to make room, rather than push another out.
   * That is in the past when there is room, and when the receiver has stalled: it is waited for again once it has
   * caught up.
   */
  patience(bytes: Buffer): number {
    return this.hasRoom(bytes) || this.size === 0 || this.#stalled ? 0 : this.#takenAt + STALLED_AFTER;
  }

  /**
   * @param expiresAt when it is of no use any more, on the monotonic clock.
   * @returns false when a copy was lost to make room.
   */
  push({ bytes, from }: PassedMessage, expiresAt: number): boolean {
    const now = performance.now();
    if (this.size === 0) {
      this.#takenAt = now;
      this.#stalled = false;
    }
    this.#copies.push({ bytes, from, expiresAt });
    this.#bytes += bytes.length;
    this.#total.add(bytes);
    let lost = false;
    while (this.#overflows) {
      this.#advance();
      lost = true;
    }
    if (lost && now >= this.#takenAt + STALLED_AFTER) this.#stalled = true;
    return !lost;
  }

  /** The oldest copy whose time has not passed, with what is left of that. */
  shift(): PassedMessage | undefined {
    const now = performance.now();
    this.#takenAt = now;
    while (this.size > 0) {
      const copy = this.#copies[this.#head] as Copy;
      this.#advance();
      if (copy.expiresAt > now) return aged(copy, copy.expiresAt);
    }
    return undefined;
  }

  /** Nobody waits for the copies any more. */
  clear(): void {
    while (this.size > 0) this.#advance();
  }

  get #overflows(): boolean {
    if (this.#total.full) return this.size > 0;
    return this.size > this.#limit || (this.#bytes > this.#byteLimit && this.size > 1);
  }

  #advance(): void {
    const { bytes } = this.#copies[this.#head] as Copy;
    this.#bytes -= bytes.length;
    this.#total.remove(bytes);
    // Those before the head stay for a while, and their bytes are not to.
    this.#copies[this.#head] = gone;
    this.#head++;
    if (this.#head < 64 || this.#head * 2 < this.#copies.length) return;
    this.#copies = this.#copies.slice(this.#head);
    this.#head = 0;
  }
}

const gone: Copy = { bytes: Buffer.alloc(0), from: undefined, expiresAt: 0 };
