import { shortened } from "../../log/cut.js";
import { FormatCode, Reader } from "./encoding.js";
import { describedList } from "./performative-fields.js";
import { describeHeader } from "./protocol-header.js";

/** Fields that a password, or enough to guess one, may stand in. */
const secrets: ReadonlySet<string> = new Set([
  "initial-response",
  "challenge",
  "response",
  "additional-data",
]);

const MAX_TEXT = 200;
const MAX_DEPTH = 6;
const MAX_ITEMS = 32;

/**
 * One frame, or protocol header, as a readable line. What belongs to a login is masked, and of a message only its
 * size is told.
 */
export function describeFrame(bytes: Buffer): string {
  try {
    return describeReadable(bytes);
  } catch {
    return `${bytes.length} bytes that are no frame`;
  }
}

function describeReadable(bytes: Buffer): string {
  if (bytes.toString("latin1", 0, 4) === "AMQP") return `header ${describeHeader(bytes)}`;
  // Of a transfer only the beginning is at hand; the size tells how much follows.
  const size = bytes.readUInt32BE(0);
  const bodyAt = 4 * (bytes[4] as number);
  const channel = bytes[5] === 0 ? `ch=${bytes.readUInt16BE(6)} ` : "";
  if (size === bodyAt) return `${channel}empty`;
  const reader = new Reader(bytes, bodyAt);
  const descriptor = reader.descriptor();
  const fields = describedList(descriptor)?.fields ?? [];
  const { count } = reader.list();
  const shown: string[] = [];
  for (let index = 0; index < count; index++) {
    const field = fields[index]?.name ?? String(index);
    if (reader.peek() === FormatCode.null) {
      reader.skip();
    } else if (secrets.has(field)) {
      reader.skip();
      shown.push(`${field}=***`);
    } else {
      shown.push(`${field}=${value(reader, 0)}`);
    }
  }
  const payload = size - reader.position;
  return [
    `${channel}${nameOf(descriptor)}`,
    ...shown,
    ...(payload > 0 ? [`payload=${payload} bytes`] : []),
  ].join(" ");
}

function nameOf(descriptor: number): string {
  return describedList(descriptor)?.name ?? `0x${descriptor.toString(16)}`;
}

function value(reader: Reader, depth: number): string {
  const code = reader.peek();
  switch (code) {
    case FormatCode.described: {
      const name = nameOf(reader.descriptor());
      return `${name}${reader.peek() === FormatCode.list0 ? skipped(reader, "") : value(reader, depth + 1)}`;
    }
    case FormatCode.null:
      return skipped(reader, "null");
    case FormatCode.true:
      return skipped(reader, "true");
    case FormatCode.false:
      return skipped(reader, "false");
    case FormatCode.list0:
      return skipped(reader, "[]");
    case FormatCode.list8:
    case FormatCode.list32:
      return items(reader, depth, false);
    case FormatCode.map8:
    case FormatCode.map32:
      return items(reader, depth, true);
    case FormatCode.array8:
    case FormatCode.array32:
      return array(reader);
    case FormatCode.str8:
    case FormatCode.str32:
    case FormatCode.sym8:
    case FormatCode.sym32:
      return quoted(reader.text());
    case FormatCode.uint0:
    case FormatCode.smallUint:
    case FormatCode.ubyte:
    case FormatCode.uint:
      return String(reader.uint());
    case FormatCode.ulong0:
      return skipped(reader, "0");
    default:
      return raw(reader);
  }
}

function skipped(reader: Reader, text: string): string {
  reader.skip();
  return text;
}

function quoted(text: string): string {
  return JSON.stringify(shortened(text, MAX_TEXT));
}

/** Performatives have arrays of symbols and no others. */
function array(reader: Reader): string {
  const { position: start } = reader;
  const { count, end } = reader.compound();
  const code = reader.byte();
  if (code !== FormatCode.sym8 && code !== FormatCode.sym32) {
    reader.position = start;
    return raw(reader);
  }
  const shown: string[] = [];
  for (let index = 0; index < Math.min(count, MAX_ITEMS); index++) shown.push(quoted(reader.textOf(code)));
  reader.position = end;
  return `[${shown.join(", ")}]`;
}

/** Numbers of other widths, and binaries, as they stand. */
function raw(reader: Reader): string {
  const start = reader.position;
  const code = reader.peek() >> 4;
  reader.skip();
  const bytes = reader.bytes.subarray(start + 1, reader.position);
  if (code >= 0x5 && code <= 0x8) return String(BigInt(`0x${bytes.toString("hex")}`));
  const hex = bytes.subarray(0, 16).toString("hex");
  return `0x${hex}${bytes.length > 16 ? "…" : ""}`;
}

function items(reader: Reader, depth: number, isMap: boolean): string {
  if (depth > MAX_DEPTH) return skipped(reader, "…");
  const { count, end } = reader.compound();
  const shown: string[] = [];
  for (let index = 0; index < Math.min(count, MAX_ITEMS); index++) shown.push(value(reader, depth + 1));
  if (count > MAX_ITEMS) shown.push("…");
  reader.position = end;
  if (!isMap) return `[${shown.join(", ")}]`;
  const pairs = shown.flatMap((text, index) =>
    index % 2 === 0 ? [`${text}: ${shown[index + 1] ?? "…"}`] : [],
  );
  return `{${pairs.join(", ")}}`;
}
