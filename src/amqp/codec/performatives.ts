import { EncodingError, FormatCode, putUint32, type Reader } from "./encoding.js";

/** Descriptor codes of the performatives (AMQP 1.0, part 2.7) and of the SASL frames (part 5.3). */
export const Performative = {
  open: 0x10,
  begin: 0x11,
  attach: 0x12,
  flow: 0x13,
  transfer: 0x14,
  disposition: 0x15,
  detach: 0x16,
  end: 0x17,
  close: 0x18,
  saslMechanisms: 0x40,
  saslInit: 0x41,
  saslChallenge: 0x42,
  saslResponse: 0x43,
  saslOutcome: 0x44,
} as const;

/** Descriptor codes of the delivery states (AMQP 1.0, part 3.4). */
export const DeliveryState = {
  received: 0x23,
  accepted: 0x24,
  rejected: 0x25,
  released: 0x26,
  modified: 0x27,
} as const;

/** The fields of a transfer that are used. */
export interface Transfer {
  readonly handle: number;
  /** Left out on all transfers of a delivery but the first. */
  readonly deliveryId: number | undefined;
  readonly settled: boolean;
  readonly more: boolean;
  readonly aborted: boolean;
}

export interface Disposition {
  /** True when it is about what the peer received. */
  readonly fromReceiver: boolean;
  readonly first: number;
  readonly last: number;
  readonly settled: boolean;
  /** The encoded delivery state. */
  readonly state: Buffer | undefined;
}

export interface Flow {
  /** Absent before the peer has seen the `begin` of the other. */
  readonly nextIncomingId: number | undefined;
  readonly incomingWindow: number;
  readonly nextOutgoingId: number;
  readonly handle: number | undefined;
  readonly deliveryCount: number | undefined;
  readonly linkCredit: number | undefined;
  readonly drain: boolean;
  readonly echo: boolean;
}

/** Reads a transfer whose descriptor has been read, and leaves the reader at the payload. */
export function readTransfer(reader: Reader): Transfer {
  const { count, end } = reader.list();
  if (count === 0) throw new EncodingError("a transfer has no handle");
  const handle = required(reader.uint(), "a transfer has no handle");
  const deliveryId = count > 1 ? reader.uint() : undefined;
  if (count > 2) reader.skip();
  if (count > 3) reader.skip();
  const settled = count > 4 && reader.boolean() === true;
  const more = count > 5 && reader.boolean() === true;
  let aborted = false;
  if (count > 9) {
    for (let i = 6; i < 9; i++) reader.skip();
    aborted = reader.boolean() === true;
  }
  leave(reader, end);
  return { handle, deliveryId, settled, more, aborted };
}

export function readDisposition(reader: Reader): Disposition {
  const { count, end } = reader.list();
  if (count < 2) throw new EncodingError("a disposition names no delivery");
  const fromReceiver = required(reader.boolean(), "a disposition has no role");
  const first = required(reader.uint(), "a disposition names no delivery");
  const last = count > 2 ? (reader.uint() ?? first) : first;
  const settled = count > 3 && reader.boolean() === true;
  const state = count > 4 ? reader.raw() : undefined;
  leave(reader, end);
  return { fromReceiver, first, last, settled, state };
}

/** True unless the state only tells how far the peer has come. */
export function isTerminal(state: Buffer): boolean {
  return !isState(state, DeliveryState.received);
}

export function isAccepted(state: Buffer | undefined): boolean {
  return isState(state, DeliveryState.accepted);
}

export function isReleased(state: Buffer | undefined): boolean {
  return isState(state, DeliveryState.released);
}

function isState(state: Buffer | undefined, code: number): boolean {
  return state !== undefined && state.length > 2 && state[1] === FormatCode.smallUlong && state[2] === code;
}

export function readFlow(reader: Reader): Flow {
  const { count, end } = reader.list();
  if (count < 4) throw new EncodingError("a flow has no windows");
  const nextIncomingId = reader.uint();
  const incomingWindow = required(reader.uint(), "a flow has no incoming window");
  const nextOutgoingId = required(reader.uint(), "a flow has no outgoing id");
  reader.skip();
  const handle = count > 4 ? reader.uint() : undefined;
  const deliveryCount = count > 5 ? reader.uint() : undefined;
  const linkCredit = count > 6 ? reader.uint() : undefined;
  if (count > 7) reader.skip();
  const drain = count > 8 && reader.boolean() === true;
  const echo = count > 9 && reader.boolean() === true;
  leave(reader, end);
  return { nextIncomingId, incomingWindow, nextOutgoingId, handle, deliveryCount, linkCredit, drain, echo };
}

function required<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) throw new EncodingError(otherwise);
  return value;
}

function leave(reader: Reader, end: number): void {
  if (reader.position > end) throw new EncodingError("a field ends beyond its list");
  reader.position = end;
}

/** Bytes a transfer's frame takes beside the payload. */
export const TRANSFER_OVERHEAD = 33;

/**
 * Writes the header of a transfer frame; the payload follows it. The delivery id is the tag as well: it is
 * unique for as long as the tag must be.
 *
 * @returns where the payload goes.
 */
export function writeTransfer(
  out: Buffer,
  at: number,
  channel: number,
  handle: number,
  deliveryId: number,
  settled: boolean,
  more: boolean,
  payloadLength: number,
): number {
  putUint32(out, TRANSFER_OVERHEAD + payloadLength, at);
  putUint32(out, 0x0200_0000 | channel, at + 4);
  putUint32(out, 0x005314c0, at + 8);
  out[at + 12] = 20; // bytes
  out[at + 13] = 6; // fields
  out[at + 14] = FormatCode.uint;
  putUint32(out, handle, at + 15);
  out[at + 19] = FormatCode.uint;
  putUint32(out, deliveryId, at + 20);
  out[at + 24] = FormatCode.vbin8;
  out[at + 25] = 4;
  putUint32(out, deliveryId, at + 26);
  out[at + 30] = FormatCode.uint0; // message format
  out[at + 31] = settled ? FormatCode.true : FormatCode.false;
  out[at + 32] = more ? FormatCode.true : FormatCode.false;
  return at + TRANSFER_OVERHEAD;
}

/** Bytes a disposition's frame takes beside the state. */
export const DISPOSITION_OVERHEAD = 32;

/** Writes a whole disposition frame that settles; `state` is an encoded delivery state, or empty. Returns its end. */
export function writeDisposition(
  out: Buffer,
  at: number,
  channel: number,
  asReceiver: boolean,
  first: number,
  last: number,
  state: Buffer,
): number {
  putUint32(out, DISPOSITION_OVERHEAD + state.length, at);
  putUint32(out, 0x0200_0000 | channel, at + 4);
  // A state may be longer than a short list holds: a router passes on the one it was given.
  putUint32(out, 0x005315d0, at + 8);
  putUint32(out, DISPOSITION_OVERHEAD - 16 + state.length, at + 12);
  putUint32(out, state.length === 0 ? 4 : 5, at + 16);
  out[at + 20] = asReceiver ? FormatCode.true : FormatCode.false;
  out[at + 21] = FormatCode.uint;
  putUint32(out, first, at + 22);
  out[at + 26] = FormatCode.uint;
  putUint32(out, last, at + 27);
  out[at + 31] = FormatCode.true;
  return at + DISPOSITION_OVERHEAD + state.copy(out, at + DISPOSITION_OVERHEAD);
}

/** Transfers of ours that a peer is told to expect: it is its own window that counts. */
export const OUTGOING_WINDOW: number = 2 ** 31 - 1;

/** Bytes of a flow's frame, and of one that names a link. */
export const FLOW_SIZE = 34;
export const LINK_FLOW_SIZE = 51;

/** Writes a whole flow frame, without `echo`. */
export function writeFlow(out: Buffer, at: number, channel: number, flow: Flow): void {
  const { nextIncomingId = 0, incomingWindow, nextOutgoingId, handle } = flow;
  const size = handle === undefined ? FLOW_SIZE : LINK_FLOW_SIZE;
  out.writeUInt32BE(size, at);
  out.writeUInt16BE(0x0200, at + 4);
  out.writeUInt16BE(channel, at + 6);
  out.writeUInt32BE(0x005313c0, at + 8);
  out[at + 12] = size - 13;
  out[at + 13] = handle === undefined ? 4 : 9; // fields
  const session = [nextIncomingId, incomingWindow, nextOutgoingId, OUTGOING_WINDOW];
  const link = handle === undefined ? [] : [handle, flow.deliveryCount ?? 0, flow.linkCredit ?? 0];
  let end = at + 14;
  for (const value of [...session, ...link]) {
    out[end] = FormatCode.uint;
    end = out.writeUInt32BE(value, end + 1);
  }
  if (handle === undefined) return;
  out[end] = FormatCode.null; // available
  out[end + 1] = flow.drain ? FormatCode.true : FormatCode.false;
}
