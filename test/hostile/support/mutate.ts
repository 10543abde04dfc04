import type { Random } from "../../support/random.js";

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
