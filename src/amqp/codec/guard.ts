import { EncodingError, FormatCode, Reader } from "./encoding.js";
import { defaultPeerLimits } from "./peer-limits.js";
import { checkFields } from "./performative-fields.js";
import { Performative } from "./performatives.js";

/** Names that live on Object.prototype; rhea looks some of the peer's names up in plain objects. */
const prototypeNames = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Values in one performative. Each takes far more memory here than on the wire. */
const MAX_VALUES = 4_096;

/** Longest name in bytes that could be one of Object.prototype's. */
const LONGEST_NAME = 32;

/** Performatives rhea may see; the others are read here and never reach it. */
const forRhea: ReadonlySet<number> = new Set([
  Performative.open,
  Performative.begin,
  Performative.attach,
  Performative.detach,
  Performative.end,
  Performative.close,
]);

/** A performative that has been looked at. */
export interface Checked {
  readonly descriptor: number;
  /** Values in it, at all levels. */
  readonly values: number;
}

/**
 * Checks the performative at the reader's place before rhea decodes it.
 *
 * @param maxNesting levels of values within it
 */
export function checkPerformative(
  bytes: Buffer,
  at: number,
  maxNesting: number = defaultPeerLimits.maxNesting,
): Checked {
  const reader = new Reader(bytes, at);
  const descriptor = reader.descriptor();
  if (!forRhea.has(descriptor)) {
    throw new EncodingError(`an unknown performative 0x${descriptor.toString(16)}`);
  }
  return checkList(reader, descriptor, maxNesting);
}

/** Checks a SASL frame's body, and returns its descriptor. */
export function checkSasl(bytes: Buffer, at: number): number {
  const reader = new Reader(bytes, at);
  return checkList(reader, reader.descriptor(), defaultPeerLimits.maxNesting).descriptor;
}

function checkList(reader: Reader, descriptor: number, maxNesting: number): Checked {
  const code = reader.peek();
  if (code !== FormatCode.list0 && code !== FormatCode.list8 && code !== FormatCode.list32) {
    throw new EncodingError("a performative that is no list");
  }
  const start = reader.position;
  const walk = new Walk(reader, maxNesting);
  walk.value(0);
  if (!reader.done) throw new EncodingError("bytes after a performative");
  reader.position = start;
  checkFields(reader, descriptor);
  return { descriptor, values: walk.values };
}

/** Walks a value as a recursive decoder would, and refuses what would make one loop, overflow or run out. */
class Walk {
  values = 0;
  readonly #reader: Reader;
  readonly #maxNesting: number;

  constructor(reader: Reader, maxNesting: number) {
    this.#reader = reader;
    this.#maxNesting = maxNesting;
  }

  value(depth: number): void {
    const reader = this.#reader;
    if (depth > this.#maxNesting) throw new EncodingError("values nest too deeply");
    if (++this.values > MAX_VALUES) throw new EncodingError("a performative of too many values");
    const code = reader.peek();
    switch (code) {
      case FormatCode.described:
        reader.byte();
        this.#descriptor();
        this.value(depth + 1);
        return;
      case FormatCode.list8:
      case FormatCode.list32:
      case FormatCode.map8:
      case FormatCode.map32:
        this.#compound(code === FormatCode.map8 || code === FormatCode.map32, depth);
        return;
      case FormatCode.array8:
      case FormatCode.array32:
        this.#array();
        return;
      case FormatCode.sym8:
      case FormatCode.sym32:
      case FormatCode.str8:
      case FormatCode.str32:
        checkName(reader.text());
        return;
      case FormatCode.vbin8:
      case FormatCode.vbin32: {
        const bytes = reader.binary();
        // As a key of a map it would be looked up as a text.
        if (bytes !== undefined && bytes.length <= LONGEST_NAME) checkName(bytes.toString("latin1"));
        return;
      }
      default:
        if (!plainCodes.has(code)) throw new EncodingError(`unknown format code 0x${code.toString(16)}`);
        reader.skip();
    }
  }

  #descriptor(): void {
    const reader = this.#reader;
    const code = reader.peek();
    if (code === FormatCode.sym8 || code === FormatCode.sym32) checkName(reader.text());
    else if (code === FormatCode.smallUlong || code === FormatCode.ulong || code === FormatCode.ulong0)
      reader.skip();
    else throw new EncodingError("a descriptor that is neither a symbol nor a number");
  }

  #compound(isMap: boolean, depth: number): void {
    const reader = this.#reader;
    const { count, end } = reader.compound();
    if (isMap && count % 2 !== 0) throw new EncodingError("a map with a key and no value");
    for (let i = 0; i < count; i++) this.value(depth + 1);
    if (reader.position !== end) throw new EncodingError("a compound value of another size than it says");
  }

  /** Arrays occur in capabilities and mechanisms only: of symbols, in these performatives. */
  #array(): void {
    const reader = this.#reader;
    const { count, end } = reader.compound();
    this.values += count;
    if (this.values > MAX_VALUES) throw new EncodingError("a performative of too many values");
    const code = reader.byte();
    if (code !== FormatCode.sym8 && code !== FormatCode.sym32) {
      throw new EncodingError("an array of something else than symbols");
    }
    for (let i = 0; i < count; i++) checkName(reader.textOf(code));
    if (reader.position !== end) throw new EncodingError("an array of another size than it says");
  }
}

function checkName(name: string): void {
  if (prototypeNames.has(name)) throw new EncodingError(`the name ${name}`);
}

/** Encodings of fixed width that there are (AMQP 1.0, part 1.6). */
const plainCodes: ReadonlySet<number> = new Set([
  0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x60, 0x61, 0x70, 0x71, 0x72,
  0x73, 0x74, 0x80, 0x81, 0x82, 0x83, 0x84, 0x94, 0x98,
]);
