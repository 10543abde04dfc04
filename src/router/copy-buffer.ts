import { monotonicNow } from "../time/clock.js";
import { readTtl } from "./message-header.js";

interface Copy {
  readonly bytes: Buffer;
  readonly expiresAt: number;
}

/** Copies of multicast messages that wait for one slow receiver; one more than fit pushes the oldest out. */
export class CopyBuffer {
  readonly #limit: number;
  #copies: Copy[] = [];
  /** Place of the oldest; those before it are taken away now and then. */
  #head = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#copies.length - this.#head;
  }

  /** @returns false when a copy was lost to make room. */
  push(bytes: Buffer): boolean {
    const ttl = readTtl(bytes);
    const expiresAt = ttl ? monotonicNow() + ttl : Number.POSITIVE_INFINITY;
    this.#copies.push({ bytes, expiresAt });
    if (this.size <= this.#limit) return true;
    this.#advance();
    return false;
  }

  /** The oldest copy whose time has not passed. */
  shift(): Buffer | undefined {
    const now = monotonicNow();
    while (this.size > 0) {
      const copy = this.#copies[this.#head] as Copy;
      this.#advance();
      if (copy.expiresAt > now) return copy.bytes;
    }
    return undefined;
  }

  #advance(): void {
    this.#head++;
    if (this.#head < 64 || this.#head * 2 < this.#copies.length) return;
    this.#copies = this.#copies.slice(this.#head);
    this.#head = 0;
  }
}
