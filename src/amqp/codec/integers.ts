import type { Reader } from "./encoding.js";

/** By the format codes of all integers (AMQP 1.0, part 1.6), what reads the number that follows. */
const readers: ReadonlyMap<number, (raw: Buffer) => number> = new Map<number, (raw: Buffer) => number>([
  [0x43, () => 0],
  [0x44, () => 0],
  [0x50, (raw) => raw.readUInt8(1)],
  [0x51, (raw) => raw.readInt8(1)],
  [0x52, (raw) => raw.readUInt8(1)],
  [0x53, (raw) => raw.readUInt8(1)],
  [0x54, (raw) => raw.readInt8(1)],
  [0x55, (raw) => raw.readInt8(1)],
  [0x60, (raw) => raw.readUInt16BE(1)],
  [0x61, (raw) => raw.readInt16BE(1)],
  [0x70, (raw) => raw.readUInt32BE(1)],
  [0x71, (raw) => raw.readInt32BE(1)],
  [0x80, (raw) => Number(raw.readBigUInt64BE(1))],
  [0x81, (raw) => Number(raw.readBigInt64BE(1))],
]);

/** Reads a value: the number that an integer of any type is, or undefined for any other value. */
export function readInteger(reader: Reader): number | undefined {
  const raw = reader.raw();
  return raw === undefined ? undefined : readers.get(raw[0] ?? 0)?.(raw);
}
