import { EncodingError, FormatCode, Reader } from "./encoding.js";
import { readInteger } from "./integers.js";
import { readMap, readTextMap } from "./maps.js";

/** Descriptor codes of a message's sections (AMQP 1.0, part 3.2). */
export const Section = {
  header: 0x70,
  messageAnnotations: 0x72,
  properties: 0x73,
  applicationProperties: 0x74,
  data: 0x75,
  sequence: 0x76,
  value: 0x77,
} as const;

/** The facts that an intermediary tells of a message that it has delivered before. */
export interface RedeliveredMessage {
  /** Deliveries that have failed. */
  readonly deliveryCount: number;
  /** Message annotations that are integers. */
  readonly annotations: ReadonlyMap<string, number>;
}

/** A body of another type than text and bytes. */
export interface OtherBody {
  /** Number of items when it is a list. */
  readonly items: number | undefined;
}

/** The parts of a message that are read; sections and properties that nobody here looks at are passed over. */
export interface IncomingMessage {
  /** Milliseconds, as sent or as an intermediary has counted it down. */
  readonly ttl: number | undefined;
  /** Undefined when the intermediary says that nobody had it before, or nothing of that. */
  readonly redelivery: RedeliveredMessage | undefined;
  /** The message annotations, encoded. */
  readonly annotations: Buffer | undefined;
  /** The encoded AMQP value, its type kept. */
  readonly messageId: Buffer | undefined;
  readonly to: string | undefined;
  readonly subject: string | undefined;
  readonly replyTo: string | undefined;
  /** The encoded AMQP value. */
  readonly correlationId: Buffer | undefined;
  /** Application properties that are texts. */
  readonly applicationProperties: ReadonlyMap<string, string>;
  /** An amqp-value string, or the bytes of the data sections; null for an amqp-value of null and for none. */
  readonly body: string | Buffer | OtherBody | null;
}

const noProperties: ReadonlyMap<string, string> = new Map();
const noIntegers: ReadonlyMap<string, number> = new Map();

/**
 * Decodes what the library uses of a message.
 *
 * @throws {EncodingError} the bytes are no AMQP message.
 */
export function decodeMessage(bytes: Buffer): IncomingMessage {
  const reader = new Reader(bytes);
  if (reader.done) throw new EncodingError("the message is empty");
  let ttl: number | undefined;
  let deliveryCount: number | undefined;
  let annotations: Buffer | undefined;
  let messageId: Buffer | undefined;
  let to: string | undefined;
  let subject: string | undefined;
  let replyTo: string | undefined;
  let correlationId: Buffer | undefined;
  let applicationProperties = noProperties;
  let body: IncomingMessage["body"] = null;
  while (!reader.done) {
    switch (reader.descriptor()) {
      case Section.header: {
        const { count, end } = reader.list();
        if (count > 0) reader.skip();
        if (count > 1) reader.skip();
        if (count > 2) ttl = reader.uint();
        const isRedelivered = count > 3 && reader.boolean() === false;
        if (isRedelivered) deliveryCount = (count > 4 ? reader.uint() : undefined) ?? 0;
        reader.position = end;
        break;
      }
      case Section.messageAnnotations:
        annotations = reader.raw();
        break;
      case Section.properties: {
        const { count, end } = reader.list();
        if (count > 0) messageId = reader.raw();
        if (count > 1) reader.skip();
        if (count > 2) to = readString(reader);
        if (count > 3) subject = readString(reader);
        if (count > 4) replyTo = readString(reader);
        if (count > 5) correlationId = reader.raw();
        reader.position = end;
        break;
      }
      case Section.applicationProperties:
        applicationProperties = readTextMap(reader);
        break;
      case Section.data: {
        const data = reader.binary() ?? Buffer.alloc(0);
        body = Buffer.isBuffer(body) ? Buffer.concat([body, data]) : data;
        break;
      }
      case Section.value:
        body = readValue(reader);
        break;
      default:
        reader.skip();
    }
  }
  const redelivery =
    deliveryCount === undefined ? undefined : { deliveryCount, annotations: integersOf(annotations) };
  return {
    ttl,
    redelivery,
    annotations,
    messageId,
    to,
    subject,
    replyTo,
    correlationId,
    applicationProperties,
    body,
  };
}

/** The body as a text; null when there is none. @throws {EncodingError} it is of another type, or no UTF-8. */
export function bodyText({ body }: IncomingMessage): string | null {
  if (body === null || typeof body === "string") return body;
  if (!Buffer.isBuffer(body)) throw new EncodingError("the body is neither bytes nor text");
  try {
    return utf8.decode(body);
  } catch {
    throw new EncodingError("the data section is not UTF-8");
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The body as bytes. @throws {EncodingError} there is none, or it is neither bytes nor a text. */
export function bodyBytes({ body }: IncomingMessage): Buffer {
  if (Buffer.isBuffer(body)) return body;
  if (typeof body === "string") return Buffer.from(body);
  throw new EncodingError(body === null ? "the message has no body" : "the body is neither bytes nor text");
}

/** The text of an encoded string, or undefined when the value is of another type. */
export function decodeString(value: Buffer | undefined): string | undefined {
  return value === undefined ? undefined : readString(new Reader(value));
}

/** The integers in an encoded map, by those names that are texts. @throws {EncodingError} it is no map. */
export function integersOf(map: Buffer | undefined): ReadonlyMap<string, number> {
  if (map === undefined) return noIntegers;
  const integers = new Map<string, number>();
  readMap(new Reader(map), (name, reader) => {
    const value = readInteger(reader);
    if (value !== undefined) integers.set(name, value);
  });
  return integers;
}

/** A property may be of any type in theory; those that are no string are of no use here. */
function readString(reader: Reader): string | undefined {
  const code = reader.peek();
  if (code === FormatCode.str8 || code === FormatCode.str32) return reader.string();
  reader.skip();
  return undefined;
}

const LISTS: ReadonlySet<number> = new Set([FormatCode.list0, FormatCode.list8, FormatCode.list32]);

function readValue(reader: Reader): string | OtherBody | null {
  const code = reader.peek();
  if (code === FormatCode.null || code === FormatCode.str8 || code === FormatCode.str32) {
    return reader.string() ?? null;
  }
  const { position } = reader;
  const items = LISTS.has(code) ? reader.list().count : undefined;
  reader.position = position;
  reader.skip();
  return { items };
}
