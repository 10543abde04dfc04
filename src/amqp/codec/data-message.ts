import { EncodingError, FormatCode, Reader } from "./encoding.js";
import { readInteger } from "./integers.js";

/** Descriptor codes of a message's sections (AMQP 1.0, part 3.2). */
const Section = {
  header: 0x70,
  messageAnnotations: 0x72,
  properties: 0x73,
  applicationProperties: 0x74,
  data: 0x75,
  value: 0x77,
} as const;

/** A durable message whose body is bytes. */
export interface OutgoingDataMessage {
  /** Milliseconds the message is worth delivering. */
  readonly ttl?: number | undefined;
  readonly to: string;
  /** ASCII. */
  readonly contentType: string;
  /** ASCII. */
  readonly contentEncoding: string;
  /** Texts by name; none of either may be longer than 255 bytes. */
  readonly applicationProperties?: Readonly<Record<string, string>> | undefined;
  readonly body: string | Buffer;
}

/** What the intermediary tells of a message that it has delivered before. */
export interface RedeliveredMessage {
  /** Deliveries that have failed. */
  readonly deliveryCount: number;
  /** Message annotations that are integers. */
  readonly annotations: ReadonlyMap<string, number>;
}

/** What is read of a message whose body is bytes, or a text. */
export interface IncomingDataMessage {
  /** Milliseconds, as the sender has set it. */
  readonly ttl: number | undefined;
  /** Undefined when the intermediary says that nobody had it before, or nothing of that. */
  readonly redelivery: RedeliveredMessage | undefined;
  /** Application properties that are texts. */
  readonly applicationProperties: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Encodes a message in one buffer: durable, with priority 0, and one data section. */
export function encodeDataMessage(message: OutgoingDataMessage): Buffer {
  const { ttl, to, contentType, contentEncoding, body } = message;
  const properties = Object.entries(message.applicationProperties ?? {});
  const bodyLength = typeof body === "string" ? Buffer.byteLength(body) : body.length;
  // A bound, not the exact length: every text is taken at its longest encoding.
  const bound =
    96 +
    bodyLength +
    3 * to.length +
    contentType.length +
    contentEncoding.length +
    properties.reduce((sum, [name, value]) => sum + 4 + 3 * (name.length + value.length), 0);
  const out = Buffer.allocUnsafe(bound);

  let at = out.writeUInt32BE(0x005370c0, 0); // header, list8
  const headerAt = at;
  at += 1;
  out[at++] = ttl === undefined ? 2 : 3;
  out[at++] = FormatCode.true; // durable
  out[at++] = FormatCode.ubyte; // priority
  out[at++] = 0;
  if (ttl !== undefined) {
    out[at++] = FormatCode.uint;
    at = out.writeUInt32BE(Math.min(Math.max(0, Math.round(ttl)), 0xffff_ffff), at);
  }
  out[headerAt] = at - headerAt - 1;

  at = out.writeUInt32BE(0x005373d0, at); // properties, list32
  const propertiesAt = at;
  at = out.writeUInt32BE(8, at + 4);
  at = out.writeUInt16BE(0x4040, at); // message-id, user-id
  at = writeText(out, FormatCode.str32, to, at);
  at = out.writeUInt16BE(0x4040, at); // subject, reply-to
  out[at++] = FormatCode.null; // correlation-id
  at = writeShortText(out, FormatCode.sym8, contentType, at);
  at = writeShortText(out, FormatCode.sym8, contentEncoding, at);
  out.writeUInt32BE(at - propertiesAt - 4, propertiesAt);

  if (properties.length > 0) {
    at = out.writeUInt32BE(0x005374d1, at); // application-properties, map32
    const mapAt = at;
    at = out.writeUInt32BE(2 * properties.length, at + 4);
    for (const [name, value] of properties) {
      at = writeShortText(out, FormatCode.str8, name, at);
      at = writeShortText(out, FormatCode.str8, value, at);
    }
    out.writeUInt32BE(at - mapAt - 4, mapAt);
  }

  at = out.writeUInt32BE(0x005375b0, at); // data, vbin32
  at = out.writeUInt32BE(bodyLength, at);
  at += typeof body === "string" ? out.write(body, at, "utf8") : body.copy(out, at);
  return out.subarray(0, at);
}

/**
 * Decodes a message.
 *
 * @throws {EncodingError} when the bytes are no AMQP message, or its body is neither bytes nor text.
 */
export function decodeDataMessage(bytes: Buffer): IncomingDataMessage {
  const reader = new Reader(bytes);
  let ttl: number | undefined;
  let redelivery: RedeliveredMessage | undefined;
  let applicationProperties: ReadonlyMap<string, string> = noProperties;
  const data: Buffer[] = [];
  while (!reader.done) {
    switch (reader.descriptor()) {
      case Section.header: {
        const { count, end } = reader.list();
        if (count > 0) reader.skip();
        if (count > 1) reader.skip();
        if (count > 2) ttl = reader.uint();
        if (count > 3 && reader.boolean() === false) {
          const deliveryCount = count > 4 ? (reader.uint() ?? 0) : 0;
          redelivery = { deliveryCount, annotations: noAnnotations };
        }
        reader.position = end;
        break;
      }
      case Section.messageAnnotations:
        if (redelivery === undefined) reader.skip();
        else redelivery = { ...redelivery, annotations: readIntegers(reader) };
        break;
      case Section.applicationProperties:
        applicationProperties = readTexts(reader);
        break;
      case Section.data:
        data.push(reader.binary() ?? Buffer.alloc(0));
        break;
      case Section.value:
        data.push(Buffer.from(reader.string() ?? ""));
        break;
      default:
        reader.skip();
    }
  }
  const [first] = data;
  if (first === undefined) throw new EncodingError("the message has no body");
  return { ttl, redelivery, applicationProperties, body: data.length === 1 ? first : Buffer.concat(data) };
}

/**
 * Decodes the message annotations that are integers, and nothing else.
 *
 * @throws {EncodingError} when the bytes are no AMQP message.
 */
export function decodeIntegerAnnotations(bytes: Buffer): ReadonlyMap<string, number> {
  const reader = new Reader(bytes);
  while (!reader.done) {
    if (reader.descriptor() === Section.messageAnnotations) return readIntegers(reader);
    reader.skip();
  }
  return noAnnotations;
}

const noProperties: ReadonlyMap<string, string> = new Map();
const noAnnotations: ReadonlyMap<string, number> = new Map();

function isText(code: number): boolean {
  return (
    code === FormatCode.str8 ||
    code === FormatCode.str32 ||
    code === FormatCode.sym8 ||
    code === FormatCode.sym32
  );
}

function readTexts(reader: Reader): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  readMap(reader, (name) => {
    if (isText(reader.peek())) texts.set(name, reader.text());
    else reader.skip();
  });
  return texts;
}

function readIntegers(reader: Reader): ReadonlyMap<string, number> {
  const integers = new Map<string, number>();
  readMap(reader, (name) => {
    const value = readInteger(reader);
    if (value !== undefined) integers.set(name, value);
  });
  return integers;
}

/** Reads the pairs of a map as far as their names are texts. */
function readMap(reader: Reader, readValue: (name: string) => void): void {
  const { count, end } = reader.compound();
  for (let pair = 0; pair < count; pair += 2) {
    if (!isText(reader.peek())) break;
    readValue(reader.text());
  }
  reader.position = end;
}

function writeText(out: Buffer, code: number, text: string, at: number): number {
  out[at] = code;
  const length = out.write(text, at + 5);
  out.writeUInt32BE(length, at + 1);
  return at + 5 + length;
}

function writeShortText(out: Buffer, code: number, text: string, at: number): number {
  out[at] = code;
  const length = out.write(text, at + 2);
  out[at + 1] = length;
  return at + 2 + length;
}
