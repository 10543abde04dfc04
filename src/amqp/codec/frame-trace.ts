import { FormatCode, Reader } from "./encoding.js";
import { Performative } from "./performatives.js";
import { describeHeader } from "./protocol-header.js";

/** Names and fields of the performatives, in their order on the wire (AMQP 1.0, parts 2.7 and 5.3). */
const performatives = new Map<number, readonly [name: string, ...fields: readonly string[]]>([
  named(
    Performative.open,
    "open container-id hostname max-frame-size channel-max idle-time-out outgoing-locales incoming-locales offered-capabilities desired-capabilities properties",
  ),
  named(
    Performative.begin,
    "begin remote-channel next-outgoing-id incoming-window outgoing-window handle-max offered-capabilities desired-capabilities properties",
  ),
  named(
    Performative.attach,
    "attach name handle role snd-settle-mode rcv-settle-mode source target unsettled incomplete-unsettled initial-delivery-count max-message-size offered-capabilities desired-capabilities properties",
  ),
  named(
    Performative.flow,
    "flow next-incoming-id incoming-window next-outgoing-id outgoing-window handle delivery-count link-credit available drain echo properties",
  ),
  named(
    Performative.transfer,
    "transfer handle delivery-id delivery-tag message-format settled more rcv-settle-mode state resume aborted batchable",
  ),
  named(Performative.disposition, "disposition role first last settled state batchable"),
  named(Performative.detach, "detach handle closed error"),
  named(Performative.end, "end error"),
  named(Performative.close, "close error"),
  named(Performative.saslMechanisms, "sasl-mechanisms mechanisms"),
  named(Performative.saslInit, "sasl-init mechanism initial-response hostname"),
  named(Performative.saslChallenge, "sasl-challenge challenge"),
  named(Performative.saslResponse, "sasl-response response"),
  named(Performative.saslOutcome, "sasl-outcome code additional-data"),
]);

/** Other described values that occur in them. */
const described = new Map([
  [0x1d, "error"],
  [0x23, "received"],
  [0x24, "accepted"],
  [0x25, "rejected"],
  [0x26, "released"],
  [0x27, "modified"],
  [0x28, "source"],
  [0x29, "target"],
]);

/** What a password, or enough to guess one, may stand in. */
const secrets: ReadonlySet<string> = new Set([
  "initial-response",
  "challenge",
  "response",
  "additional-data",
]);

const MAX_TEXT = 200;
const MAX_DEPTH = 6;
const MAX_ITEMS = 32;

function named(descriptor: number, words: string): [number, readonly [string, ...string[]]] {
  return [descriptor, words.split(" ") as [string, ...string[]]];
}

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
  const [name, ...fields] = performatives.get(descriptor) ?? [`0x${descriptor.toString(16)}`];
  const { count } = reader.list();
  const shown: string[] = [];
  for (let index = 0; index < count; index++) {
    const field = fields[index] ?? String(index);
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
  return [`${channel}${name}`, ...shown, ...(payload > 0 ? [`payload=${payload} bytes`] : [])].join(" ");
}

function value(reader: Reader, depth: number): string {
  const code = reader.peek();
  switch (code) {
    case FormatCode.described: {
      const descriptor = reader.descriptor();
      const name = described.get(descriptor) ?? `0x${descriptor.toString(16)}`;
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
  return JSON.stringify(text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);
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
