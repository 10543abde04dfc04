import { EncodingError, FormatCode, Reader } from "./encoding.js";
import { Performative } from "./performatives.js";

/** Values nested deeper are refused. */
const MAX_DEPTH = 16;

/** Names that live on Object.prototype; rhea looks some of the peer's names up in plain objects. */
const prototypeNames = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Performatives rhea may see; the others are read here and never reach it. */
const forRhea: ReadonlySet<number> = new Set([
  Performative.open,
  Performative.begin,
  Performative.attach,
  Performative.detach,
  Performative.end,
  Performative.close,
]);

/** Checks the performative at the reader's place before rhea decodes it, and returns its descriptor. */
export function checkPerformative(bytes: Buffer, at: number): number {
  const reader = new Reader(bytes, at);
  const descriptor = reader.descriptor();
  if (!forRhea.has(descriptor)) {
    throw new EncodingError(`an unknown performative 0x${descriptor.toString(16)}`);
  }
  checkList(reader);
  return descriptor;
}

/** Checks a SASL frame's body, and returns its descriptor. */
export function checkSasl(bytes: Buffer, at: number): number {
  const reader = new Reader(bytes, at);
  const descriptor = reader.descriptor();
  checkList(reader);
  return descriptor;
}

function checkList(reader: Reader): void {
  const code = reader.peek();
  if (code !== FormatCode.list0 && code !== FormatCode.list8 && code !== FormatCode.list32) {
    throw new EncodingError("a performative that is no list");
  }
  checkValue(reader, 0);
  if (!reader.done) throw new EncodingError("bytes after a performative");
}

/** Walks a value as a recursive decoder would, and refuses what would make one loop, overflow or run out. */
function checkValue(reader: Reader, depth: number): void {
  if (depth > MAX_DEPTH) throw new EncodingError("values nest too deeply");
  const code = reader.peek();
  switch (code) {
    case FormatCode.described:
      reader.byte();
      checkValue(reader, depth + 1);
      checkValue(reader, depth + 1);
      return;
    case FormatCode.list8:
    case FormatCode.list32:
    case FormatCode.map8:
    case FormatCode.map32: {
      const { count, end } = reader.compound();
      const isMap = code === FormatCode.map8 || code === FormatCode.map32;
      if (isMap && count % 2 !== 0) throw new EncodingError("a map with a key and no value");
      for (let i = 0; i < count; i++) checkValue(reader, depth + 1);
      if (reader.position !== end) throw new EncodingError("a compound value of another size than it says");
      return;
    }
    case FormatCode.array8:
    case FormatCode.array32:
      checkArray(reader);
      return;
    case FormatCode.sym8:
    case FormatCode.sym32:
    case FormatCode.str8:
    case FormatCode.str32: {
      const text = reader.text();
      if (prototypeNames.has(text)) throw new EncodingError(`the name ${text}`);
      return;
    }
    default:
      reader.skip();
  }
}

/** Arrays occur in capabilities and mechanisms only: of symbols, in these performatives. */
function checkArray(reader: Reader): void {
  const { count, end } = reader.compound();
  const code = reader.byte();
  if (code !== FormatCode.sym8 && code !== FormatCode.sym32) {
    throw new EncodingError("an array of something else than symbols");
  }
  for (let i = 0; i < count; i++) {
    const name = reader.textOf(code);
    if (prototypeNames.has(name)) throw new EncodingError(`the name ${name}`);
  }
  if (reader.position !== end) throw new EncodingError("an array of another size than it says");
}
