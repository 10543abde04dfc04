/**
 * The AMQP 1.0 type encodings that this library reads and writes itself (AMQP 1.0, part 1). Reading is bounded:
 * a value's extent always follows from its own size field, and nothing is read past the end.
 */

/** Format codes of the encodings used here. */
export const FormatCode = {
  described: 0x00,
  null: 0x40,
  true: 0x41,
  false: 0x42,
  uint0: 0x43,
  ulong0: 0x44,
  list0: 0x45,
  ubyte: 0x50,
  smallUint: 0x52,
  smallUlong: 0x53,
  boolean: 0x56,
  ushort: 0x60,
  uint: 0x70,
  ulong: 0x80,
  uuid: 0x98,
  vbin8: 0xa0,
  str8: 0xa1,
  sym8: 0xa3,
  vbin32: 0xb0,
  str32: 0xb1,
  sym32: 0xb3,
  list8: 0xc0,
  map8: 0xc1,
  list32: 0xd0,
  map32: 0xd1,
  array8: 0xe0,
  array32: 0xf0,
} as const;

/** The bytes are not the AMQP encoding they should be. */
export class EncodingError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "EncodingError";
  }
}

/**
 * Reads an integer of 32 bits that is known to be there. Node's own `readUInt32BE` checks its arguments first, by functions
 * that take longer than to read.
 */
export function uint32At(bytes: Buffer, at: number): number {
  const high = ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16);
  return (high | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)) >>> 0;
}

/** Writes one where there is room for it, for the same reason by itself. Returns its end. */
export function putUint32(out: Buffer, value: number, at: number): number {
  out[at] = value >>> 24;
  out[at + 1] = value >>> 16;
  out[at + 2] = value >>> 8;
  out[at + 3] = value;
  return at + 4;
}

/** Reads encoded values one after another. */
export class Reader {
  readonly bytes: Buffer;
  position: number;
  readonly end: number;

  constructor(bytes: Buffer, start = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  get done(): boolean {
    return this.position >= this.end;
  }

  /** The next byte, left in place; -1 at the end. */
  peek(): number {
    return this.position < this.end ? (this.bytes[this.position] as number) : -1;
  }

  byte(): number {
    if (this.position >= this.end) throw beyondFrame();
    return this.bytes[this.position++] as number;
  }

  uint32(): number {
    return uint32At(this.bytes, this.#take(4));
  }

  /** The descriptor code of a described value, after which its value follows. */
  descriptor(): number {
    if (this.byte() !== FormatCode.described) throw new EncodingError("expected a described type");
    const code = this.byte();
    if (code === FormatCode.smallUlong) return this.byte();
    if (code === FormatCode.ulong) {
      const high = this.uint32();
      const low = this.uint32();
      if (high === 0) return low;
    }
    throw new EncodingError(`unsupported descriptor 0x${code.toString(16)}`);
  }

  /** Enters a list: how many items follow and where they end. */
  list(): { count: number; end: number } {
    const code = this.byte();
    if (code === FormatCode.list0) return { count: 0, end: this.position };
    if (code === FormatCode.list8) {
      const size = this.byte();
      return this.#compound(size, 1);
    }
    if (code === FormatCode.list32) {
      const size = this.uint32();
      return this.#compound(size, 4);
    }
    throw new EncodingError(`expected a list, found 0x${code.toString(16)}`);
  }

  /** Enters a list, map or array that is not empty: how many items follow and where they end. */
  compound(): { count: number; end: number } {
    // The high half of the format code tells the width of size and count: 0xc and 0xe are one byte each.
    const half = this.byte() >> 4;
    return half === 0xc || half === 0xe ? this.#compound(this.byte(), 1) : this.#compound(this.uint32(), 4);
  }

  #compound(size: number, width: 1 | 4): { count: number; end: number } {
    const end = this.position + size;
    if (size < width || end > this.end) throw new EncodingError("a list ends beyond its frame");
    const count = width === 1 ? this.byte() : this.uint32();
    if (count > end - this.position) throw new EncodingError("a list has more items than bytes");
    return { count, end };
  }

  /** A string, or undefined for null. */
  string(): string | undefined {
    const code = this.byte();
    if (code === FormatCode.null) return undefined;
    if (code !== FormatCode.str8 && code !== FormatCode.str32) {
      throw new EncodingError(`expected a string, found 0x${code.toString(16)}`);
    }
    const start = this.#take(code === FormatCode.str8 ? this.byte() : this.uint32());
    return decodeUtf8(this.bytes, start, this.position);
  }

  /** A string or symbol of either width. */
  text(): string {
    return this.textOf(this.byte());
  }

  /** The same when its format code has been read. */
  textOf(code: number): string {
    const start = this.#take(
      code === FormatCode.str8 || code === FormatCode.sym8 ? this.byte() : this.uint32(),
    );
    return this.bytes.toString("utf8", start, this.position);
  }

  /** A symbol, or undefined for null. */
  symbol(): string | undefined {
    const code = this.byte();
    if (code === FormatCode.null) return undefined;
    if (code !== FormatCode.sym8 && code !== FormatCode.sym32) {
      throw new EncodingError(`expected a symbol, found 0x${code.toString(16)}`);
    }
    const start = this.#take(code === FormatCode.sym8 ? this.byte() : this.uint32());
    return this.bytes.toString("latin1", start, this.position);
  }

  /** Binary content, or undefined for null. */
  binary(): Buffer | undefined {
    const code = this.byte();
    if (code === FormatCode.null) return undefined;
    if (code !== FormatCode.vbin8 && code !== FormatCode.vbin32) {
      throw new EncodingError(`expected binary, found 0x${code.toString(16)}`);
    }
    const start = this.#take(code === FormatCode.vbin8 ? this.byte() : this.uint32());
    return this.bytes.subarray(start, this.position);
  }

  /** An unsigned integer of up to 32 bits, or undefined for null. */
  uint(): number | undefined {
    const code = this.byte();
    switch (code) {
      case FormatCode.null:
        return undefined;
      case FormatCode.uint0:
        return 0;
      case FormatCode.smallUint:
      case FormatCode.ubyte:
        return this.byte();
      case FormatCode.uint:
        return this.uint32();
      default:
        throw new EncodingError(`expected an unsigned integer, found 0x${code.toString(16)}`);
    }
  }

  /** A boolean, or undefined for null. */
  boolean(): boolean | undefined {
    const code = this.byte();
    if (code === FormatCode.null) return undefined;
    if (code === FormatCode.true) return true;
    if (code === FormatCode.false) return false;
    if (code === FormatCode.boolean) return this.byte() !== 0;
    throw new EncodingError(`expected a boolean, found 0x${code.toString(16)}`);
  }

  /** The encoded bytes of the next value as they stand, or undefined for null. */
  raw(): Buffer | undefined {
    const start = this.position;
    this.skip();
    if (this.bytes[start] === FormatCode.null) return undefined;
    return this.bytes.subarray(start, this.position);
  }

  /** Passes over one value of any type. */
  skip(): void {
    let code = this.byte();
    // A descriptor is one value, and the value it describes another; neither nests without end here.
    for (let depth = 0; code === FormatCode.described; depth++) {
      if (depth === 8) throw new EncodingError("descriptors nest too deeply");
      this.#take(this.#extent(this.byte()));
      code = this.byte();
    }
    this.#take(this.#extent(code));
  }

  /** Bytes that follow a format code, after its size field where it has one. */
  #extent(code: number): number {
    switch (code >> 4) {
      case 0x4:
        return 0;
      case 0x5:
        return 1;
      case 0x6:
        return 2;
      case 0x7:
        return 4;
      case 0x8:
        return 8;
      case 0x9:
        return 16;
      case 0xa:
      case 0xc:
      case 0xe:
        return this.byte();
      case 0xb:
      case 0xd:
      case 0xf:
        return this.uint32();
      default:
        throw new EncodingError(`unknown format code 0x${code.toString(16)}`);
    }
  }

  /** Passes over `length` bytes and says where they began. */
  #take(length: number): number {
    const start = this.position;
    if (start + length > this.end) throw beyondFrame();
    this.position += length;
    return start;
  }
}

function beyondFrame(): EncodingError {
  return new EncodingError("a value ends beyond its frame");
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Decodes UTF-8 and refuses what is none. */
function decodeUtf8(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString("utf8", start, end);
  // Node replaces invalid bytes by U+FFFD; only text that holds one needs the slower exact look.
  if (!text.includes("\ufffd")) return text;
  try {
    return strictUtf8.decode(bytes.subarray(start, end));
  } catch {
    throw new EncodingError("a string is not UTF-8");
  }
}
