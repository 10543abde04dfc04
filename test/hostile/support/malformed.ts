import { frame } from "../../integration/router/raw-client.js";

/** What is wrong, and the condition that the peer is told; undefined where it cannot be told any. */
export interface Malformed {
  readonly bytes: Buffer;
  readonly condition?: string;
}

export const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

/** A frame of any body. */
export function rawFrame(body: Buffer, type = 0, channel = 0): Buffer {
  const head = Buffer.from([0, 0, 0, 0, 2, type, channel >> 8, channel & 0xff]);
  head.writeUInt32BE(8 + body.length);
  return Buffer.concat([head, body]);
}

export function list32(...items: readonly Buffer[]): Buffer {
  const body = Buffer.concat(items);
  const head = Buffer.alloc(9, 0xd0);
  head.writeUInt32BE(4 + body.length, 1);
  head.writeUInt32BE(items.length, 5);
  return Buffer.concat([head, body]);
}

/** A performative by its descriptor, with fields as they are encoded. */
export function performative(descriptor: number, ...fields: readonly Buffer[]): Buffer {
  return rawFrame(Buffer.concat([Buffer.from([0, 0x53, descriptor]), list32(...fields)]));
}

const text = (value: string): Buffer =>
  Buffer.concat([Buffer.from([0xa1, value.length]), Buffer.from(value)]);
const nothing = hex("40");
const framing = "amqp:connection:framing-error";
const decoding = "amqp:decode-error";

function nested(levels: number): Buffer {
  let value = hex("45");
  for (let level = 0; level < levels; level++) value = list32(value);
  return value;
}

/** Properties of an open in which something is wrong. */
function openWith(properties: Buffer): Buffer {
  return performative(0x10, text("x"), ...Array<Buffer>(8).fill(nothing), properties);
}

/** No frames at all, whatever the peer's state: they may come right after the AMQP header. */
export const unframed: Readonly<Record<string, Malformed>> = {
  "a frame of 2 GB": { bytes: hex("7fffffff 02000000"), condition: framing },
  "a frame of 3 bytes": { bytes: hex("00000003 02000000"), condition: framing },
  "data outside of the frame": { bytes: hex("00000008 ff000000"), condition: framing },
  "data that begins within the header": { bytes: hex("00000008 01000000"), condition: framing },
  "a frame type nobody knows": { bytes: hex("00000009 02070000 00"), condition: framing },
  "a SASL frame where AMQP is spoken": { bytes: hex("0000000c 02010000 00534145"), condition: framing },
  "a second header": { bytes: Buffer.from("AMQP\0\x01\0\0", "latin1"), condition: framing },
};

/** Frames that cannot be decoded, and might come in the place of an `open`. */
export const undecodable: Readonly<Record<string, Malformed>> = {
  "a performative nobody knows": { bytes: hex("0000000c 02000000 00537745") },
  "a body that is no performative": { bytes: rawFrame(hex("a1 03 616263")), condition: decoding },
  "a descriptor that is a name": { bytes: rawFrame(hex("00 a3 03 616263 45")), condition: decoding },
  "half a descriptor": { bytes: rawFrame(hex("00 53")), condition: decoding },
  "an open that is a map": { bytes: rawFrame(hex("00 53 10 c1 01 00")), condition: decoding },
  "bytes behind an open": { bytes: rawFrame(hex("00 53 10 c0 04 01 a1 01 78 40")), condition: decoding },
  "a zero-width array of 4 billion": {
    bytes: performative(0x10, hex("f0 00000005 ffffffff 40")),
    condition: decoding,
  },
  "a list of 4 billion items": { bytes: rawFrame(hex("00 53 10 d0 00000004 ffffffff")), condition: decoding },
  "a list longer than its frame": {
    bytes: rawFrame(hex("00 53 10 d0 7fffffff 00000001")),
    condition: decoding,
  },
  "a text longer than its list": { bytes: rawFrame(hex("00 53 10 c0 04 01 a1 ff 78")), condition: decoding },
  "lists in lists in lists": { bytes: openWith(nested(1_000)), condition: decoding },
  "a chain of descriptors": {
    bytes: performative(0x10, hex(`${"005301".repeat(2_000)} 40`)),
    condition: decoding,
  },
  "thousands of empty lists": {
    bytes: openWith(list32(...Array<Buffer>(9_000).fill(hex("45")))),
    condition: decoding,
  },
  "a map with a key named __proto__": {
    bytes: openWith(hex("c1 0d 02 a3 09 5f5f70726f746f5f5f 40")),
    condition: decoding,
  },
  "a map with such a key in bytes": {
    bytes: openWith(hex("c1 0d 02 a0 09 5f5f70726f746f5f5f 40")),
    condition: decoding,
  },
  "a container named constructor": {
    bytes: frame("open", { container_id: "constructor" }),
    condition: decoding,
  },
  "an open with nothing in it": { bytes: hex("0000000c 02000000 00531045"), condition: "amqp:invalid-field" },
  "a container id that is a number": {
    bytes: performative(0x10, hex("43")),
    condition: "amqp:invalid-field",
  },
  "a max-frame-size that is a text": {
    bytes: performative(0x10, text("x"), nothing, text("1")),
    condition: "amqp:invalid-field",
  },
  "a max-frame-size of 1": {
    bytes: frame("open", { container_id: "x", max_frame_size: 1 }),
    condition: "amqp:frame-size-too-small",
  },
  "an open larger than any": { bytes: rawFrame(Buffer.alloc(20_000)), condition: framing },
  "a frame before open": {
    bytes: frame("begin", { next_outgoing_id: 0, incoming_window: 1, outgoing_window: 1 }),
    condition: "amqp:illegal-state",
  },
};

/** Frames that do not fit what has gone before: session 0 has begun, with link `handle` as it is told. */
export function outOfPlace(handle: number): Readonly<Record<string, Malformed>> {
  const flow = { incoming_window: 1, next_outgoing_id: 0, outgoing_window: 1 };
  return {
    "open twice": { bytes: frame("open", { container_id: "x" }), condition: "amqp:illegal-state" },
    "a transfer without a session": {
      bytes: frame("transfer", { handle, delivery_id: 0 }, 900),
      condition: "amqp:not-allowed",
    },
    "a flow without a session": { bytes: frame("flow", flow, 900), condition: "amqp:not-allowed" },
    "a disposition without a session": {
      bytes: frame("disposition", { role: true, first: 0 }, 900),
      condition: "amqp:not-allowed",
    },
    "an end without a session": { bytes: frame("end", {}, 900), condition: "amqp:illegal-state" },
    "a transfer on a handle that is not": {
      bytes: frame("transfer", { handle: 4_000, delivery_id: 0 }),
      condition: "amqp:session:unattached-handle",
    },
    "a flow for a link that is not": {
      bytes: frame("flow", { ...flow, handle: 4_000 }),
      condition: "amqp:session:unattached-handle",
    },
    "a detach of nothing": {
      bytes: frame("detach", { handle: 4_000, closed: true }),
      condition: "amqp:session:unattached-handle",
    },
    "a transfer without a handle": { bytes: performative(0x14), condition: decoding },
    "a transfer whose handle is a text": { bytes: performative(0x14, text("0")), condition: decoding },
    "a disposition without a role": { bytes: performative(0x15, nothing, hex("43")), condition: decoding },
    "a flow without windows": { bytes: performative(0x13, hex("43")), condition: decoding },
    "an answer to a session that is not": {
      bytes: frame(
        "begin",
        { remote_channel: 800, next_outgoing_id: 0, incoming_window: 1, outgoing_window: 1 },
        7,
      ),
      condition: "amqp:illegal-state",
    },
    "a session on a channel in use": {
      bytes: frame("begin", {
        remote_channel: 0,
        next_outgoing_id: 0,
        incoming_window: 1,
        outgoing_window: 1,
      }),
      condition: "amqp:not-allowed",
    },
    "a begin without windows": {
      bytes: performative(0x11, nothing, hex("43")),
      condition: "amqp:invalid-field",
    },
    "an attach without a name": {
      bytes: performative(0x12, nothing, hex("43"), hex("41")),
      condition: "amqp:invalid-field",
    },
    "a link named toString": {
      bytes: performative(0x12, text("toString"), hex("52 09"), hex("41")),
      condition: decoding,
    },
    "a source that is a text": {
      bytes: performative(0x12, text("l"), hex("52 09"), hex("41"), nothing, nothing, text("s")),
      condition: "amqp:invalid-field",
    },
    "an end with an error that is a text": {
      bytes: performative(0x17, text("e")),
      condition: "amqp:invalid-field",
    },
    "a close with an error of another type": {
      bytes: rawFrame(hex("00 53 18 c0 05 01 00 53 24 45")),
      condition: "amqp:invalid-field",
    },
  };
}
