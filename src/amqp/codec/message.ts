import { EncodingError, FormatCode, Reader } from "./encoding.js";

/** Descriptor codes of a message's sections (AMQP 1.0, part 3.2). */
const Section = {
  header: 0x70,
  properties: 0x73,
  data: 0x75,
  value: 0x77,
} as const;

/** What is written of a message; absent parts are left out of the encoding. */
export interface OutgoingMessage {
  /** Milliseconds the message is worth delivering. */
  readonly ttl?: number | undefined;
  /** Written as a string. */
  readonly messageId?: string | undefined;
  readonly to?: string | undefined;
  readonly replyTo?: string | undefined;
  /** An encoded AMQP value: the request's message id as it came, its type kept. */
  readonly correlationId?: Buffer | undefined;
  /** Text of the amqp-value section, or its UTF-8; null when the message has no content, and no such section. */
  readonly body: string | Buffer | null;
}

/** What is read of a message; sections and properties that nobody here looks at are passed over. */
export interface IncomingMessage {
  /** Milliseconds, as sent or as an intermediary has counted it down. */
  readonly ttl: number | undefined;
  /** The encoded AMQP value, its type kept. */
  readonly messageId: Buffer | undefined;
  readonly to: string | undefined;
  readonly replyTo: string | undefined;
  /** The encoded AMQP value. */
  readonly correlationId: Buffer | undefined;
  /** Text of an amqp-value string or of the data sections; null for an amqp-value of null and for none. */
  readonly body: string | null;
}

/** Encodes a message in one buffer (AMQP 1.0, part 3.2). */
export function encodeMessage(message: OutgoingMessage): Buffer {
  const { ttl, messageId, to, replyTo, correlationId, body } = message;
  const bodyLength = body === null ? 0 : typeof body === "string" ? Buffer.byteLength(body) : body.length;
  // Bounds, not exact lengths: every string is taken at its longest encoding.
  const bound =
    64 +
    bodyLength +
    3 * (messageId?.length ?? 0) +
    3 * (to?.length ?? 0) +
    3 * (replyTo?.length ?? 0) +
    (correlationId?.length ?? 0);
  const out = Buffer.allocUnsafe(bound);
  let at = 0;

  if (ttl !== undefined) {
    at = out.writeUInt32BE(0x005370c0, at);
    at = out.writeUInt16BE(0x0803, at); // size, count
    at = out.writeUInt16BE(0x4040, at); // durable, priority
    out[at++] = FormatCode.uint;
    at = out.writeUInt32BE(Math.min(Math.max(0, Math.round(ttl)), 0xffff_ffff), at);
  }

  const count =
    correlationId !== undefined
      ? 6
      : replyTo !== undefined
        ? 5
        : to !== undefined
          ? 3
          : messageId !== undefined
            ? 1
            : 0;
  if (count > 0) {
    at = out.writeUInt32BE(0x005373d0, at);
    const sizeAt = at;
    at += 4;
    at = out.writeUInt32BE(count, at);
    at = writeString(out, messageId, at);
    if (count >= 3) {
      out[at++] = FormatCode.null; // user-id
      at = writeString(out, to, at);
    }
    if (count >= 5) {
      out[at++] = FormatCode.null; // subject
      at = writeString(out, replyTo, at);
    }
    if (correlationId !== undefined) at += correlationId.copy(out, at);
    out.writeUInt32BE(at - sizeAt - 4, sizeAt);
  }

  // Python's driver writes no body section at all where a message has no content.
  if (body !== null) {
    out[at++] = FormatCode.described;
    out[at++] = FormatCode.smallUlong;
    out[at++] = Section.value;
    if (bodyLength < 256) {
      out[at++] = FormatCode.str8;
      out[at++] = bodyLength;
    } else {
      out[at++] = FormatCode.str32;
      at = out.writeUInt32BE(bodyLength, at);
    }
    at += typeof body === "string" ? out.write(body, at, bodyLength, "utf8") : body.copy(out, at);
  }
  return out.subarray(0, at);
}

function writeString(out: Buffer, text: string | undefined, at: number): number {
  if (text === undefined) {
    out[at] = FormatCode.null;
    return at + 1;
  }
  const length = Buffer.byteLength(text);
  if (length < 256) {
    out[at] = FormatCode.str8;
    out[at + 1] = length;
    return at + 2 + out.write(text, at + 2);
  }
  out[at] = FormatCode.str32;
  out.writeUInt32BE(length, at + 1);
  return at + 5 + out.write(text, at + 5);
}

/** Encodes a string as the AMQP value a correlation id is. */
export function encodeString(text: string): Buffer {
  const out = Buffer.allocUnsafe(5 + 3 * text.length);
  return out.subarray(0, writeString(out, text, 0));
}

/**
 * Decodes what the library uses of a message.
 *
 * @throws {EncodingError} when the bytes are no AMQP message or its body is neither text nor nothing.
 */
export function decodeMessage(bytes: Buffer): IncomingMessage {
  const reader = new Reader(bytes);
  if (reader.done) throw new EncodingError("the message is empty");
  let ttl: number | undefined;
  let messageId: Buffer | undefined;
  let to: string | undefined;
  let replyTo: string | undefined;
  let correlationId: Buffer | undefined;
  let body: string | null | undefined;
  const data: Buffer[] = [];
  while (!reader.done) {
    switch (reader.descriptor()) {
      case Section.header: {
        const { count, end } = reader.list();
        if (count > 0) reader.skip();
        if (count > 1) reader.skip();
        if (count > 2) ttl = reader.uint();
        reader.position = end;
        break;
      }
      case Section.properties: {
        const { count, end } = reader.list();
        if (count > 0) messageId = reader.raw();
        if (count > 1) reader.skip();
        if (count > 2) to = address(reader);
        if (count > 3) reader.skip();
        if (count > 4) replyTo = address(reader);
        if (count > 5) correlationId = reader.raw();
        reader.position = end;
        break;
      }
      case Section.data:
        data.push(reader.binary() ?? Buffer.alloc(0));
        break;
      case Section.value:
        body = reader.string() ?? null;
        break;
      default:
        reader.skip();
    }
  }
  if (body === undefined) body = data.length === 0 ? null : decodeData(data);
  return { ttl, messageId, to, replyTo, correlationId, body };
}

/** An address may be of any type in theory; those that are no string are of no use here. */
function address(reader: Reader): string | undefined {
  const code = reader.peek();
  if (code === FormatCode.str8 || code === FormatCode.str32) return reader.string();
  reader.skip();
  return undefined;
}

function decodeData(sections: readonly Buffer[]): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(sections));
  } catch {
    throw new EncodingError("the data section is not UTF-8");
  }
}

/** The text of an encoded string, or undefined when the value is of another type. */
export function decodeString(value: Buffer | undefined): string | undefined {
  if (value === undefined || (value[0] !== FormatCode.str8 && value[0] !== FormatCode.str32))
    return undefined;
  return new Reader(value).string();
}
