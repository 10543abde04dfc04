import { FormatCode, Reader } from "./encoding.js";
import { readTextMap } from "./maps.js";
import { accepted, type Outcome, released, unknownOutcome } from "./outcome.js";
import { DeliveryState } from "./performatives.js";

const ERROR = 0x1d;

/** Encoded states that are always the same. */
export const acceptedState: Buffer = Buffer.from([0x00, 0x53, DeliveryState.accepted, FormatCode.list0]);
export const releasedState: Buffer = Buffer.from([0x00, 0x53, DeliveryState.released, FormatCode.list0]);
/** The outcome of a delivery whose receiver went away with it. */
export const failedState: Buffer = modifiedState({ deliveryFailed: true, undeliverableHere: false });
/** No state at all: the sender forgets a delivery whose outcome it no longer waits for. */
export const noState: Buffer = Buffer.alloc(0);

export function modifiedState(flags: { deliveryFailed: boolean; undeliverableHere: boolean }): Buffer {
  const bit = (flag: boolean) => (flag ? FormatCode.true : FormatCode.false);
  return Buffer.from([
    0x00,
    0x53,
    DeliveryState.modified,
    FormatCode.list8,
    3,
    2,
    bit(flags.deliveryFailed),
    bit(flags.undeliverableHere),
  ]);
}

export function rejectedState(condition: string, description: string): Buffer {
  const symbol = Buffer.from(condition, "latin1").subarray(0, 255);
  const text = Buffer.from(description, "utf8");
  const list32 = (count: number, ...items: Buffer[]): Buffer => {
    const body = Buffer.concat(items);
    const head = Buffer.alloc(9);
    head[0] = FormatCode.list32;
    head.writeUInt32BE(body.length + 4, 1);
    head.writeUInt32BE(count, 5);
    return Buffer.concat([head, body]);
  };
  const textHead = Buffer.alloc(5);
  textHead[0] = FormatCode.str32;
  textHead.writeUInt32BE(text.length, 1);
  const fields = list32(2, Buffer.from([FormatCode.sym8, symbol.length]), symbol, textHead, text);
  return Buffer.concat([
    Buffer.from([0x00, 0x53, DeliveryState.rejected]),
    list32(1, Buffer.from([0x00, 0x53, ERROR]), fields),
  ]);
}

/** Reads an encoded delivery state; what cannot be read is the unknown outcome. */
export function decodeState(state: Buffer | undefined): Outcome {
  if (state === undefined) return unknownOutcome;
  try {
    return decode(new Reader(state));
  } catch {
    return unknownOutcome;
  }
}

function decode(reader: Reader): Outcome {
  switch (reader.descriptor()) {
    case DeliveryState.accepted:
      return accepted;
    case DeliveryState.released:
      return released;
    case DeliveryState.modified: {
      const { count } = reader.list();
      const deliveryFailed = count > 0 && reader.boolean() === true;
      const undeliverableHere = count > 1 && reader.boolean() === true;
      return { state: "modified", deliveryFailed, undeliverableHere };
    }
    case DeliveryState.rejected:
      return decodeRejected(reader);
    default:
      return unknownOutcome;
  }
}

function decodeRejected(reader: Reader): Outcome {
  let condition: string | undefined;
  let description: string | undefined;
  let info: ReadonlyMap<string, string> = new Map();
  if (reader.list().count > 0 && reader.peek() === FormatCode.described) {
    if (reader.descriptor() === ERROR) {
      const { count } = reader.list();
      if (count > 0) condition = reader.symbol();
      if (count > 1) description = reader.string();
      if (count > 2 && isMap(reader.peek())) info = readTextMap(reader);
    }
  }
  const reason = [condition, description].filter((part) => part !== undefined && part !== "").join(": ");
  const details = info.size > 0 ? ` (${[...info].map((pair) => pair.join(" ")).join(", ")})` : "";
  const text = `${reason || "no reason given"}${details}`;
  return { state: "rejected", condition, text, ...(info.size > 0 && { info }) };
}

function isMap(code: number): boolean {
  return code === FormatCode.map8 || code === FormatCode.map32;
}
