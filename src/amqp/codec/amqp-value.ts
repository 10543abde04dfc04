import { EncodingError, FormatCode } from "./encoding.js";
import { encodeString } from "./message-writer.js";

/** A value as far as requests to a management node need it; numbers must be integers. */
export type AmqpValue = null | boolean | number | string | { readonly [name: string]: AmqpValue };

const LONG = 0x81;

/** Encodes a value. Nothing here is made for speed. @throws {EncodingError} a number is no integer. */
export function encodeValue(value: AmqpValue): Buffer {
  if (value === null) return Buffer.from([FormatCode.null]);
  if (typeof value === "boolean") return Buffer.from([value ? FormatCode.true : FormatCode.false]);
  if (typeof value === "number") return encodeLong(value);
  if (typeof value === "string") return encodeString(value);
  return encodeMap(value);
}

function encodeLong(value: number): Buffer {
  if (!Number.isSafeInteger(value)) throw new EncodingError(`${value} is no integer`);
  const out = Buffer.alloc(9);
  out[0] = LONG;
  out.writeBigInt64BE(BigInt(value), 1);
  return out;
}

function encodeMap(map: Readonly<Record<string, AmqpValue>>): Buffer {
  const items = Object.entries(map).flatMap(([name, item]) => [encodeValue(name), encodeValue(item)]);
  const body = Buffer.concat(items);
  const head = Buffer.alloc(9);
  head[0] = FormatCode.map32;
  head.writeUInt32BE(body.length + 4, 1);
  head.writeUInt32BE(items.length, 5);
  return Buffer.concat([head, body]);
}
