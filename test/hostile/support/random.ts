/** A generator of numbers that a seed decides (mulberry32), so that a failure can be seen again. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
}

const telling = [0x00, 0x01, 0x40, 0x45, 0x53, 0x7f, 0x80, 0xc0, 0xd0, 0xe0, 0xf0, 0xff];

/** The same bytes with some of them changed, taken away, doubled or put in. */
export function mutate(bytes: Buffer, random: Random): Buffer {
  let mutated: Buffer = Buffer.from(bytes);
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    const at = random.below(mutated.length);
    const length = 1 + random.below(8);
    const [head, tail] = [mutated.subarray(0, at), mutated.subarray(at)];
    switch (random.below(5)) {
      case 0:
        mutated[at] = random.below(256);
        break;
      case 1:
        mutated[at] = telling[random.below(telling.length)] as number;
        break;
      case 2:
        mutated = Buffer.concat([head, tail.subarray(length)]);
        break;
      case 3:
        mutated = Buffer.concat([head, tail.subarray(0, length), tail]);
        break;
      default:
        mutated = Buffer.concat([head, random.bytes(length), tail]);
    }
    if (mutated.length === 0) return random.bytes(16);
  }
  return mutated;
}
