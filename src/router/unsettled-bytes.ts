import { OVERHEAD } from "./held-total.js";

/** Unsettled bytes of a client beyond which its messages are kept for a while. */
const COMPACT_ABOVE = 256 * 1024;

/** The bytes of all clients together that have no outcome yet. */
export class UnsettledTotal {
  readonly #limit: number;
  bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The rest: no client may have more than that, so that a few greedy ones leave some to the others. */
  get left(): number {
    return this.#limit - this.bytes;
  }
}

/**
 * Counts the bytes that went to a client and have no outcome yet: they are kept until then, since another receiver may
 * have to get them. So are those that its windows hold back.
 */
export class UnsettledBytes {
  readonly #limit: number;
  readonly #total: UnsettledTotal;
  readonly #resume: () => void;
  #bytes = 0;
  #full = false;

  /** @param resume called when the client can be sent to again. */
  constructor(limit: number, total: UnsettledTotal, resume: () => void) {
    this.#limit = limit;
    this.#total = total;
    this.#resume = resume;
  }

  /** True when nothing more is to be sent until the client has settled half of what it may have, or all. */
  get full(): boolean {
    return this.#full;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** True when the messages are kept for so long that they should let go of what came with them. */
  get shouldCompact(): boolean {
    return this.#bytes > COMPACT_ABOVE;
  }

  /** @param size bytes of a message. */
  add(size: number): void {
    const bytes = OVERHEAD + size;
    this.#bytes += bytes;
    this.#total.bytes += bytes;
    if (this.#bytes >= this.#most) this.#full = true;
  }

  remove(size: number): void {
    const bytes = OVERHEAD + size;
    this.#bytes -= bytes;
    this.#total.bytes -= bytes;
    // With nothing unsettled a client always gets a message, or nobody would tell it when there is room.
    if (!this.#full || (this.#bytes > 0 && this.#bytes > this.#most / 2)) return;
    this.#full = false;
    // Not before all links are gone that go together with this one.
    queueMicrotask(this.#resume);
  }

  get #most(): number {
    return Math.min(this.#limit, this.#total.left);
  }
}
