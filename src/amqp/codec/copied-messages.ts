import { EncodingError, FormatCode, Reader } from "./encoding.js";
import { readTextMap } from "./maps.js";
import { Section } from "./message.js";
import { encodeMessage } from "./message-writer.js";

/** Application property with the number of copies that are missing before the first of a message. */
const MISSED = "missed";

const DOUBLE = 0x82;

/** Bytes of a copy beside its address and the message. */
const COPY_OVERHEAD = 31;

/** A copy of a message that went elsewhere. */
export interface CopiedMessage {
  /** Where the message went. */
  readonly address: string;
  /** When it was seen, in ms since 1970, with fractions. */
  readonly seenAt: number;
  /** The message, encoded. */
  readonly bytes: Buffer;
}

/** Copies that came together, and how many are missing before them. */
export interface CopiedMessages {
  readonly missed: number;
  readonly copies: readonly CopiedMessage[];
}

/** Encodes one copy, as a section of the message that takes it to whoever watches: a list of its three parts. */
export function encodeCopy({ address, seenAt, bytes }: CopiedMessage): Buffer {
  const name = Buffer.byteLength(address);
  const out = Buffer.allocUnsafe(COPY_OVERHEAD + name + bytes.length);
  let at = out.writeUInt32BE(0x005376d0, 0); // amqp-sequence, list32
  at = out.writeUInt32BE(out.length - at - 4, at);
  at = out.writeUInt32BE(3, at);
  at = out.writeUInt8(FormatCode.str32, at);
  at = out.writeUInt32BE(name, at);
  at += out.write(address, at);
  at = out.writeUInt8(DOUBLE, at);
  at = out.writeDoubleBE(seenAt, at);
  at = out.writeUInt8(FormatCode.vbin32, at);
  at = out.writeUInt32BE(bytes.length, at);
  bytes.copy(out, at);
  return out;
}

/** Encodes a message with copies, each of which {@link encodeCopy} has encoded. */
export function encodeCopies(missed: number, copies: readonly Buffer[]): Buffer {
  const applicationProperties = missed > 0 ? { [MISSED]: String(missed) } : undefined;
  return Buffer.concat([encodeMessage({ applicationProperties, body: null }), ...copies]);
}

/** Reads a message of {@link encodeCopies}. @throws {EncodingError} it is none. */
export function decodeCopies(message: Buffer): CopiedMessages {
  const reader = new Reader(message);
  const copies: CopiedMessage[] = [];
  let missed = 0;
  while (!reader.done) {
    const section = reader.descriptor();
    if (section === Section.applicationProperties) missed = missedOf(reader);
    else if (section === Section.sequence) copies.push(readCopy(reader));
    else reader.skip();
  }
  return { missed, copies };
}

function missedOf(reader: Reader): number {
  const missed = Number(readTextMap(reader).get(MISSED) ?? 0);
  return Number.isSafeInteger(missed) ? missed : 0;
}

function readCopy(reader: Reader): CopiedMessage {
  const { end } = reader.list();
  const address = reader.string();
  const time = reader.raw();
  const bytes = reader.binary();
  reader.position = end;
  if (address === undefined || time?.[0] !== DOUBLE || bytes === undefined)
    throw new EncodingError("no copy of a message");
  return { address, seenAt: time.readDoubleBE(1), bytes };
}
