/** Numbers that look random and are the same for the same seed, on every machine. */
export class Random {
  #state: number;

  private constructor(state: number) {
    this.#state = state;
  }

  /** The numbers of a seed, which may be told by several words. */
  static of(...seed: readonly (string | number)[]): Random {
    let hash = 0x811c9dc5;
    for (const char of JSON.stringify(seed)) {
      hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
    }
    const random = new Random(hash);
    // Seeds that are alike begin with numbers that are alike.
    for (let round = 0; round < 4; round += 1) random.next();
    return random;
  }

  /** A number from 0 up, and below 1. */
  next(): number {
    // A Weyl sequence, whose bits are mixed as in the finalizer of MurmurHash3.
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  }

  /** True so often. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number, both ends included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** One of the items; undefined when there are none. */
  pick<T>(items: readonly T[]): T | undefined {
    return items[this.integer(0, items.length - 1)];
  }

  /** The items in some order. */
  shuffled<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let index = result.length - 1; index > 0; index -= 1) {
      const other = this.integer(0, index);
      [result[index], result[other]] = [result[other] as T, result[index] as T];
    }
    return result;
  }
}
