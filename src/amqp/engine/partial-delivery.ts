/** The first block; most messages that come in parts are larger. */
const FIRST_BLOCK = 1024;
const LARGEST_BLOCK = 1024 * 1024;

/**
 * The parts that have come of a delivery that is not whole yet. Parts are copied together: kept where they came, many
 * small ones would hold on to far more memory than they have bytes.
 */
export class PartialDelivery {
  readonly id: number;
  readonly settled: boolean;
  size = 0;
  #full: Buffer[] = [];
  #block: Buffer = none;
  #used = 0;
  #discarded = false;

  constructor(id: number, settled: boolean) {
    this.id = id;
    this.settled = settled;
  }

  /** True when it is too large to be kept: only its end is waited for. */
  get discarded(): boolean {
    return this.#discarded;
  }

  append(part: Buffer): void {
    let at = 0;
    while (at < part.length) {
      if (this.#used === this.#block.length) this.#grow(part.length - at);
      const copied = part.copy(this.#block, this.#used, at);
      this.#used += copied;
      at += copied;
    }
    this.size += part.length;
  }

  /** The whole delivery. */
  take(): Buffer {
    const last = this.#block.subarray(0, this.#used);
    return this.#full.length === 0 && this.#used === this.#block.length
      ? last
      : Buffer.concat([...this.#full, last], this.size);
  }

  /** Throws away what has come, and all that is to come. */
  discard(): void {
    this.#discarded = true;
    this.#full = [];
    this.#block = none;
    this.#used = 0;
    this.size = 0;
  }

  #grow(needed: number): void {
    if (this.#used > 0) this.#full.push(this.#block);
    // Twice as much each time, so that a large message has few blocks and a small one a small block.
    const size = Math.max(FIRST_BLOCK, needed, Math.min(this.size, LARGEST_BLOCK));
    this.#block = Buffer.allocUnsafeSlow(size);
    this.#used = 0;
  }
}

const none: Buffer = Buffer.alloc(0);
