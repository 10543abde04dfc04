import { EncodingError, FormatCode, Reader } from "./encoding.js";

/** A value as far as requests need them; numbers must be integers. */
export type AmqpValue = null | boolean | number | string | { readonly [name: string]: AmqpValue };

/** A request to a management node (HTTP over AMQP 1.0): the method is its subject, the path its address. */
export interface RequestMessage {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly replyTo: string;
  readonly body: AmqpValue;
}

/** What is read of the answer. */
export interface ResponseMessage {
  readonly correlationId: string | undefined;
  /** The status. */
  readonly subject: string | undefined;
  /** The body when it is a text. */
  readonly text: string | undefined;
  /** How many items the body has when it is a list. */
  readonly items: number | undefined;
}

/** Descriptor codes of a message's sections (AMQP 1.0, part 3.2). */
const PROPERTIES = 0x73;
const VALUE = 0x77;

const LISTS: ReadonlySet<number> = new Set([FormatCode.list0, FormatCode.list8, FormatCode.list32]);

/** Encodes a request. It is sent a few times in a connection's life: nothing here is made for speed. */
export function encodeRequestMessage({ messageId, to, subject, replyTo, body }: RequestMessage): Buffer {
  const fields = [messageId, null, to, subject, replyTo].map(encodeValue);
  return Buffer.concat([
    Buffer.from([FormatCode.described, FormatCode.smallUlong, PROPERTIES]),
    compound(FormatCode.list32, fields),
    Buffer.from([FormatCode.described, FormatCode.smallUlong, VALUE]),
    encodeValue(body),
  ]);
}

/** Decodes an answer. @throws {EncodingError} the bytes are no AMQP message. */
export function decodeResponseMessage(bytes: Buffer): ResponseMessage {
  const reader = new Reader(bytes);
  let subject: string | undefined;
  let correlationId: string | undefined;
  let text: string | undefined;
  let items: number | undefined;
  while (!reader.done) {
    switch (reader.descriptor()) {
      case PROPERTIES: {
        const { count, end } = reader.list();
        for (let field = 0; field < count; field++) {
          if (field === 3) subject = stringOrNothing(reader);
          else if (field === 5) correlationId = stringOrNothing(reader);
          else reader.skip();
        }
        reader.position = end;
        break;
      }
      case VALUE:
        items = itemsOfList(reader);
        text = stringOrNothing(reader);
        break;
      default:
        reader.skip();
    }
  }
  return { correlationId, subject, text, items };
}

/** Looks at a value without reading it. */
function itemsOfList(reader: Reader): number | undefined {
  if (!LISTS.has(reader.peek())) return undefined;
  const { position } = reader;
  const { count } = reader.list();
  reader.position = position;
  return count;
}

function stringOrNothing(reader: Reader): string | undefined {
  const code = reader.peek();
  if (code === FormatCode.str8 || code === FormatCode.str32) return reader.string();
  reader.skip();
  return undefined;
}

function encodeValue(value: AmqpValue): Buffer {
  if (value === null) return Buffer.from([FormatCode.null]);
  if (typeof value === "boolean") return Buffer.from([value ? FormatCode.true : FormatCode.false]);
  if (typeof value === "number") return encodeLong(value);
  if (typeof value === "string") {
    const text = Buffer.from(value);
    const head = Buffer.alloc(5);
    head[0] = FormatCode.str32;
    head.writeUInt32BE(text.length, 1);
    return Buffer.concat([head, text]);
  }
  return compound(
    FormatCode.map32,
    Object.entries(value).flatMap(([name, item]) => [encodeValue(name), encodeValue(item)]),
  );
}

const LONG = 0x81;

function encodeLong(value: number): Buffer {
  if (!Number.isSafeInteger(value)) throw new EncodingError(`${value} is no integer`);
  const out = Buffer.alloc(9);
  out[0] = LONG;
  out.writeBigInt64BE(BigInt(value), 1);
  return out;
}

function compound(code: number, items: readonly Buffer[]): Buffer {
  const body = Buffer.concat(items);
  const head = Buffer.alloc(9);
  head[0] = code;
  head.writeUInt32BE(body.length + 4, 1);
  head.writeUInt32BE(items.length, 5);
  return Buffer.concat([head, body]);
}
