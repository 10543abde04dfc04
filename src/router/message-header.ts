import { FormatCode, Reader } from "../amqp/codec/encoding.js";
import { Section } from "../amqp/codec/message.js";
import type { RawDelivery } from "../amqp/engine/delivery.js";

/** Places in a message's properties (AMQP 1.0, part 3.2.4). */
const MESSAGE_ID = 0;
const TO = 2;
const REPLY_TO = 4;
const CORRELATION_ID = 5;

/**
 * Reads `to` of an encoded message, passing over what stands before it.
 *
 * @returns undefined when there is none, or none that is a string.
 * @throws {EncodingError} when the bytes are no message.
 */
export function readTo(bytes: Buffer): string | undefined {
  return readProperty(bytes, TO, textOf);
}

/** Reads `reply-to` of an encoded message; undefined when there is none, or no message. */
export function readReplyTo(bytes: Buffer): string | undefined {
  return readLeniently(bytes, REPLY_TO, textOf);
}

/** The id of an encoded message, in a form that ids can be compared in; undefined as {@link readReplyTo} is. */
export function readMessageId(bytes: Buffer): string | undefined {
  return readLeniently(bytes, MESSAGE_ID, idOf);
}

/** The id of the message that an encoded message answers, in the same form. */
export function readCorrelationId(bytes: Buffer): string | undefined {
  return readLeniently(bytes, CORRELATION_ID, idOf);
}

/** True for an encoded message without a body, as a server sends it while a method runs. */
export function isEmpty(bytes: Buffer): boolean {
  try {
    const reader = new Reader(bytes);
    while (!reader.done) {
      const section = reader.descriptor();
      if (section === Section.value) return reader.peek() === FormatCode.null;
      if (section === Section.data) return false;
      reader.skip();
    }
    return true;
  } catch {
    return false;
  }
}

function readLeniently(
  bytes: Buffer,
  place: number,
  read: (reader: Reader) => string | undefined,
): string | undefined {
  try {
    return readProperty(bytes, place, read);
  } catch {
    // Whoever receives the message finds out what is wrong with it.
    return undefined;
  }
}

function textOf(reader: Reader): string | undefined {
  const code = reader.peek();
  return code === FormatCode.str8 || code === FormatCode.str32 ? reader.string() : undefined;
}

/** Ids may be of other types, which are compared as they are encoded. */
function idOf(reader: Reader): string | undefined {
  return textOf(reader) ?? reader.raw()?.toString("latin1");
}

function readProperty(
  bytes: Buffer,
  place: number,
  read: (reader: Reader) => string | undefined,
): string | undefined {
  const reader = new Reader(bytes);
  while (!reader.done) {
    const section = reader.descriptor();
    if (section > Section.properties) return undefined;
    if (section < Section.properties) {
      reader.skip();
      continue;
    }
    const { count } = reader.list();
    if (count <= place) return undefined;
    for (let passed = 0; passed < place; passed++) reader.skip();
    return read(reader);
  }
  return undefined;
}

/**
 * When the time to live of a message is over, on the monotonic clock. An absolute-expiry-time is not looked at: Python
 * puts a clock in it that means nothing elsewhere.
 */
export function expiryOf({ bytes, receivedAt }: RawDelivery): number {
  const ttl = readTtl(bytes);
  // oslo writes a ttl of 0 for no limit at all.
  return ttl ? receivedAt + ttl : Number.POSITIVE_INFINITY;
}

/** The time to live of an encoded message, in ms; undefined when it has none. */
export function readTtl(bytes: Buffer): number | undefined {
  try {
    return readerAtTtl(bytes)?.uint();
  } catch {
    // Whoever receives the message finds out what is wrong with it.
    return undefined;
  }
}

/**
 * A copy of an encoded message whose time to live (ms) is a shorter one; all else, the bare message above all, stays as
 * it is (AMQP 1.0, part 3.2.1). A shorter one always fits where the other stands.
 */
export function withTtl(bytes: Buffer, ttl: number): Buffer {
  const reader = readerAtTtl(bytes);
  if (reader === undefined) return bytes;
  const copy = Buffer.from(bytes);
  const at = reader.position + 1;
  if (reader.peek() === FormatCode.uint) copy.writeUInt32BE(ttl, at);
  else copy[at] = ttl;
  return copy;
}

/** Stands before the time to live of an encoded message; undefined when it has none. @throws {EncodingError} */
function readerAtTtl(bytes: Buffer): Reader | undefined {
  const reader = new Reader(bytes);
  if (reader.descriptor() !== Section.header) return undefined;
  const { count } = reader.list();
  if (count < 3) return undefined;
  reader.skip();
  reader.skip();
  return reader;
}
