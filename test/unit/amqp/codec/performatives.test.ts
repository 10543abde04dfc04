import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import fc from "fast-check";
import {
  acceptedState,
  decodeState,
  modifiedState,
  noState,
  rejectedState,
  releasedState,
} from "../../../../src/amqp/codec/delivery-state.js";
import { Reader } from "../../../../src/amqp/codec/encoding.js";
import {
  DISPOSITION_OVERHEAD,
  isAccepted,
  isTerminal,
  Performative,
  readDisposition,
  readFlow,
  readTransfer,
  TRANSFER_OVERHEAD,
  writeDisposition,
  writeTransfer,
} from "../../../../src/amqp/codec/performatives.js";

interface Frame {
  readonly channel: number;
  readonly performative: Readonly<Record<string, unknown>>;
  readonly payload?: Buffer;
}

const require = createRequire(import.meta.url);
const frames = require("rhea/lib/frames.js") as {
  read_frame(bytes: Buffer): Frame;
  write_frame(frame: object): Buffer;
  amqp_frame(channel: number, performative: object, payload?: Buffer): object;
  transfer(fields: object): object;
  disposition(fields: object): object;
  flow(fields: object): object;
};
const outcomes = require("rhea/lib/message.js") as {
  unwrap_outcome(
    state: unknown,
  ): { constructor: { composite_type: string } } & Readonly<Record<string, unknown>>;
  received(fields: object): { described(): object };
};

const id = fc.nat({ max: 0xffff_ffff });
const channel = fc.nat({ max: 0xffff });

test("rhea reads the transfers written here", () => {
  fc.assert(
    fc.property(
      channel,
      id,
      id,
      fc.boolean(),
      fc.boolean(),
      fc.uint8Array({ maxLength: 50 }),
      (...values) => {
        const [onChannel, handle, delivery, settled, more, payload] = values;
        const bytes = Buffer.alloc(TRANSFER_OVERHEAD + payload.length);
        const at = writeTransfer(bytes, 0, onChannel, handle, delivery, settled, more, payload.length);
        Buffer.from(payload).copy(bytes, at);
        const read = frames.read_frame(bytes);
        assert.equal(read.channel, onChannel);
        const { performative } = read;
        assert.equal(performative.handle, handle);
        assert.equal(performative.delivery_id, delivery);
        assert.equal((performative.delivery_tag as Buffer).readUInt32BE(), delivery);
        assert.equal(performative.message_format, 0);
        assert.equal(performative.settled, settled);
        assert.equal(performative.more, more);
        assert.deepEqual(read.payload ?? Buffer.alloc(0), Buffer.from(payload));
      },
    ),
  );
});

test("rhea reads the dispositions written here, whatever the state's length", () => {
  const states = [
    ["accepted", acceptedState],
    ["released", releasedState],
    ["modified", modifiedState({ deliveryFailed: true, undeliverableHere: false })],
    ["rejected", rejectedState("amqp:decode-error", "ü".repeat(500))],
  ] as const;
  for (const [name, state] of states) {
    const bytes = Buffer.alloc(DISPOSITION_OVERHEAD + state.length);
    assert.equal(writeDisposition(bytes, 0, 3, true, 5, 0xffff_ffff, state), bytes.length);
    const { performative, channel: on } = frames.read_frame(bytes);
    assert.equal(on, 3);
    assert.equal(performative.role, true);
    assert.equal(performative.first, 5);
    assert.equal(performative.last, 0xffff_ffff);
    assert.equal(performative.settled, true);
    const outcome = outcomes.unwrap_outcome(performative.state);
    assert.equal(outcome.constructor.composite_type, name);
    if (name === "modified") assert.equal(outcome.delivery_failed, true);
  }
});

test("a disposition without a state has no field for it, which rhea would complain about on the console", () => {
  const bytes = Buffer.alloc(DISPOSITION_OVERHEAD + noState.length);
  assert.equal(writeDisposition(bytes, 0, 3, false, 5, 6, noState), bytes.length);
  const { performative } = frames.read_frame(bytes);
  assert.deepEqual([performative.first, performative.last, performative.settled], [5, 6, true]);
  assert.equal(performative.state, undefined);
});

function reading(performative: object, payload?: Buffer): { reader: Reader; descriptor: number } {
  const reader = new Reader(frames.write_frame(frames.amqp_frame(0, performative, payload)), 8);
  return { descriptor: reader.descriptor(), reader };
}

test("reads rhea's transfers", () => {
  const whole = reading(
    frames.transfer({
      handle: 300,
      delivery_id: 7,
      delivery_tag: Buffer.from("tag"),
      message_format: 0,
      settled: true,
      more: true,
      aborted: true,
    }),
    Buffer.from("payload"),
  );
  assert.equal(whole.descriptor, Performative.transfer);
  assert.deepEqual(readTransfer(whole.reader), {
    handle: 300,
    deliveryId: 7,
    settled: true,
    more: true,
    aborted: true,
  });
  assert.equal(whole.reader.bytes.toString("utf8", whole.reader.position), "payload");
  assert.deepEqual(readTransfer(reading(frames.transfer({ handle: 0 })).reader), {
    handle: 0,
    deliveryId: undefined,
    settled: false,
    more: false,
    aborted: false,
  });
});

test("reads rhea's dispositions and flows", () => {
  const state = outcomes.received({ section_number: 1, section_offset: 2 }).described();
  const { reader } = reading(frames.disposition({ role: true, first: 3, last: 9, settled: false, state }));
  const disposition = readDisposition(reader);
  assert.deepEqual(
    { ...disposition, state: undefined },
    {
      fromReceiver: true,
      first: 3,
      last: 9,
      settled: false,
      state: undefined,
    },
  );
  assert.ok(disposition.state !== undefined && !isTerminal(disposition.state));
  const single = readDisposition(reading(frames.disposition({ role: false, first: 3 })).reader);
  assert.deepEqual(single, { fromReceiver: false, first: 3, last: 3, settled: false, state: undefined });
  const flow = readFlow(
    reading(
      frames.flow({
        next_incoming_id: 1,
        incoming_window: 2,
        next_outgoing_id: 3,
        outgoing_window: 4,
        handle: 5,
        delivery_count: 6,
        link_credit: 7,
        drain: true,
        echo: true,
      }),
    ).reader,
  );
  assert.deepEqual(flow, {
    nextIncomingId: 1,
    incomingWindow: 2,
    nextOutgoingId: 3,
    handle: 5,
    deliveryCount: 6,
    linkCredit: 7,
    drain: true,
    echo: true,
  });
});

test("delivery states are read as outcomes", () => {
  assert.deepEqual(decodeState(acceptedState), { state: "accepted" });
  assert.deepEqual(decodeState(releasedState), { state: "released" });
  assert.deepEqual(decodeState(modifiedState({ deliveryFailed: false, undeliverableHere: true })), {
    state: "modified",
    deliveryFailed: false,
    undeliverableHere: true,
  });
  assert.deepEqual(decodeState(rejectedState("amqp:not-found", "gone")), {
    state: "rejected",
    condition: "amqp:not-found",
    text: "amqp:not-found: gone",
  });
  // As RabbitMQ 4.3 names the queue that is full, and the reason.
  const withInfo =
    "005325c0320100531dc02c03a306616d71703a78a10466756c6cc11b04a3057175657565a10171a306726561736f6ea1066d61786c656e";
  assert.deepEqual(decodeState(Buffer.from(withInfo, "hex")), {
    state: "rejected",
    condition: "amqp:x",
    text: "amqp:x: full (queue q, reason maxlen)",
    info: new Map([
      ["queue", "q"],
      ["reason", "maxlen"],
    ]),
  });
  assert.deepEqual(decodeState(Buffer.from("00532545", "hex")), {
    state: "rejected",
    condition: undefined,
    text: "no reason given",
  });
  assert.deepEqual(decodeState(Buffer.from("00532745", "hex")), {
    state: "modified",
    deliveryFailed: false,
    undeliverableHere: false,
  });
  assert.deepEqual(decodeState(Buffer.from("0080000000000000002445", "hex")), { state: "accepted" });
  for (const odd of [
    undefined,
    Buffer.from([0x40]),
    Buffer.from("garbage"),
    Buffer.from("00533445", "hex"),
  ]) {
    assert.deepEqual(decodeState(odd), { state: "unknown" });
  }
  assert.equal(isAccepted(Buffer.from("00532445", "hex")), true);
  assert.equal(isAccepted(Buffer.from([0x40])), false);
});
