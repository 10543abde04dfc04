import { randomFillSync } from "node:crypto";
import { FormatCode, putUint32 } from "./encoding.js";
import { Section } from "./message.js";

/** The parts of a message that is written; absent parts are left out of the encoding. */
export interface OutgoingMessage {
  /** Kept by a broker that restarts. */
  readonly durable?: boolean | undefined;
  /** Milliseconds the message is worth delivering. */
  readonly ttl?: number | undefined;
  /** Written as a string. */
  readonly messageId?: string | undefined;
  readonly to?: string | undefined;
  readonly subject?: string | undefined;
  readonly replyTo?: string | undefined;
  /** An encoded AMQP value: the request's message id as it came, its type kept. */
  readonly correlationId?: Buffer | undefined;
  /** ASCII. */
  readonly contentType?: string | undefined;
  /** ASCII. */
  readonly contentEncoding?: string | undefined;
  /** Texts by name. */
  readonly applicationProperties?: Readonly<Record<string, string>> | undefined;
  /** The content, in the form that `bodyAs` names; null when the message has no content, and no section for it. */
  readonly body: string | Buffer | null;
  /** The body is a text, or its UTF-8, which is the default; bytes; or an encoded AMQP value. */
  readonly bodyAs?: "text" | "data" | "value" | undefined;
}

/** The place of the first property that is a symbol. */
const SYMBOLS = 6;

/** Characters that never have more than 255 bytes. */
const SHORT = 86;

const NUMBER_DIGITS = 8;
const CODE_OF_0 = 0x30;
const CODE_OF_A = 0x61;
const AFTER_DIGITS = 0x3a;

const ID_BYTES = 16;
const idPool = Buffer.allocUnsafeSlow(ID_BYTES * 256);
let usedOfPool = idPool.length;

/**
 * An id for a message, or for something else that nobody may guess: 32 hex digits, as Python's `uuid4().hex` are. Half
 * the cost of a UUID without its dashes.
 */
export function randomId(): string {
  const at = takeFromPool();
  return idPool.toString("hex", at, at + ID_BYTES);
}

/** An id whose first eight digits are a number of up to 32 bits, and the others as random as those of `randomId`. */
export function numberedId(number: number): string {
  const at = takeFromPool();
  putUint32(idPool, number, at);
  return idPool.toString("hex", at, at + ID_BYTES);
}

/** The number of an id that `numberedId` has made; any other number, or none, of another text. */
export function numberOfId(id: string): number {
  let number = 0;
  for (let index = 0; index < NUMBER_DIGITS; index += 1) {
    const code = id.charCodeAt(index);
    number = 16 * number + code - (code < AFTER_DIGITS ? CODE_OF_0 : CODE_OF_A - 10);
  }
  return number;
}

/** Where in the pool the bytes of another id begin. */
function takeFromPool(): number {
  if (usedOfPool === idPool.length) {
    randomFillSync(idPool);
    usedOfPool = 0;
  }
  usedOfPool += ID_BYTES;
  return usedOfPool - ID_BYTES;
}

/** Encodes a message in one buffer (AMQP 1.0, part 3.2). */
export function encodeMessage(message: OutgoingMessage): Buffer {
  const { body, bodyAs = "text", applicationProperties } = message;
  const bodyLength = body === null ? 0 : typeof body === "string" ? Buffer.byteLength(body) : body.length;
  const more = applicationProperties === undefined ? [] : Object.entries(applicationProperties);
  const properties = propertiesOf(message);
  const out = Buffer.allocUnsafe(boundOf(properties, more) + bodyLength);
  let at = writeHeader(out, message, 0);
  at = writeProperties(out, properties, at);
  if (more.length > 0) {
    at = putUint32(out, 0x005374d1, at); // application-properties, map32
    const mapAt = at;
    at = putUint32(out, 2 * more.length, at + 4);
    for (const [name, value] of more) {
      at = writeText(out, name, at);
      at = writeText(out, value, at);
    }
    putUint32(out, at - mapAt - 4, mapAt);
  }
  // Python's driver writes no body section at all where a message has no content.
  if (body === null) return out.subarray(0, at);
  out[at++] = FormatCode.described;
  out[at++] = FormatCode.smallUlong;
  out[at++] = bodyAs === "data" ? Section.data : Section.value;
  if (bodyAs === "data") {
    out[at++] = FormatCode.vbin32;
    at = putUint32(out, bodyLength, at);
  } else if (bodyAs === "text") {
    at = writeTextHead(out, bodyLength, at);
  }
  at += typeof body === "string" ? out.write(body, at, bodyLength, "utf8") : body.copy(out, at);
  return out.subarray(0, at);
}

/** Encodes a string as an AMQP value. */
export function encodeString(text: string): Buffer {
  const out = Buffer.allocUnsafe(5 + 3 * text.length);
  return out.subarray(0, writeText(out, text, 0));
}

type Properties = readonly (string | Buffer | undefined)[];

/** The properties in their order, up to the last that is ever written (AMQP 1.0, part 3.2.4). */
function propertiesOf(message: OutgoingMessage): Properties {
  const { messageId, to, subject, replyTo, correlationId, contentType, contentEncoding } = message;
  return [messageId, undefined, to, subject, replyTo, correlationId, contentType, contentEncoding];
}

/** A bound of all but the body, not the exact length: every text is taken at its longest encoding. */
function boundOf(properties: Properties, more: readonly (readonly [string, string])[]): number {
  let bound = 56;
  for (const property of properties) {
    const length = property?.length ?? 0;
    bound += 5 + (typeof property === "string" ? 3 * length : length);
  }
  for (const [name, value] of more) bound += 3 * (4 + name.length + value.length);
  return bound;
}

function writeHeader(out: Buffer, { durable, ttl }: OutgoingMessage, start: number): number {
  if (ttl === undefined && !durable) return start;
  let at = putUint32(out, 0x005370c0, start); // header, list8
  const sizeAt = at++;
  out[at++] = ttl === undefined ? 2 : 3;
  if (durable) {
    out[at++] = FormatCode.true;
    out[at++] = FormatCode.ubyte; // priority
    out[at++] = 0;
  } else {
    out[at++] = FormatCode.null; // durable
    out[at++] = FormatCode.null; // priority
  }
  if (ttl !== undefined) {
    out[at++] = FormatCode.uint;
    at = putUint32(out, Math.min(Math.max(0, Math.round(ttl)), 0xffff_ffff), at);
  }
  out[sizeAt] = at - sizeAt - 1;
  return at;
}

function writeProperties(out: Buffer, properties: Properties, start: number): number {
  let count = properties.length;
  while (count > 0 && properties[count - 1] === undefined) count--;
  if (count === 0) return start;
  let at = putUint32(out, 0x005373d0, start); // properties, list32
  const sizeAt = at;
  at = putUint32(out, count, at + 4);
  for (let place = 0; place < count; place++) {
    const property = properties[place];
    if (property === undefined) out[at++] = FormatCode.null;
    else if (typeof property !== "string") at += property.copy(out, at);
    else at = place < SYMBOLS ? writeText(out, property, at) : writeShort(out, FormatCode.sym8, property, at);
  }
  putUint32(out, at - sizeAt - 4, sizeAt);
  return at;
}

function writeText(out: Buffer, text: string, at: number): number {
  // A short one fits whatever its characters are: it need not be counted first.
  if (text.length < SHORT) return writeShort(out, FormatCode.str8, text, at);
  const length = Buffer.byteLength(text);
  const start = writeTextHead(out, length, at);
  return start + out.write(text, start);
}

function writeTextHead(out: Buffer, length: number, at: number): number {
  if (length < 256) {
    out[at] = FormatCode.str8;
    out[at + 1] = length;
    return at + 2;
  }
  out[at] = FormatCode.str32;
  return putUint32(out, length, at + 1);
}

function writeShort(out: Buffer, code: number, text: string, at: number): number {
  const start = at + 2;
  const length = writeAscii(out, text, start) ? text.length : out.write(text, start);
  out[at] = code;
  out[at + 1] = length;
  return start + length;
}

/**
 * Writes ASCII byte by byte: to call the runtime for each of many short texts takes several times as long. False when
 * the text has other characters as well.
 */
function writeAscii(out: Buffer, text: string, start: number): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) return false;
    out[start + index] = unit;
  }
  return true;
}
