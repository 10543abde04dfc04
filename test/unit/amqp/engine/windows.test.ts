import assert from "node:assert/strict";
import { test } from "node:test";
import { acceptedState, failedState, releasedState } from "../../../../src/amqp/codec/delivery-state.js";
import type { OutgoingDelivery, RawDelivery } from "../../../../src/amqp/engine/delivery.js";
import { IncomingWindow } from "../../../../src/amqp/engine/incoming-window.js";
import type {
  ReceiverEvents,
  ReceiverLink,
  SenderEvents,
  SenderLink,
} from "../../../../src/amqp/engine/link.js";
import { OutgoingWindow } from "../../../../src/amqp/engine/outgoing-window.js";

/** As much of a link as a window needs to know. */
function makeLink(events: SenderEvents & ReceiverEvents, credit = 10) {
  const closed: string[] = [];
  const link = {
    handle: 4,
    credit,
    deliveryCount: 0,
    floor: 0,
    held: 0,
    isOpenHere: true,
    close: (error?: { condition: string }) => {
      closed.push(error?.condition ?? "");
      link.isOpenHere = false;
    },
    events,
    closed,
  };
  return link as unknown as SenderLink & ReceiverLink & { readonly closed: string[] };
}

function makeOutgoing(firstDelivery = 0, maxPayload = 100) {
  const sent: { id: number; more: boolean; settled: boolean; length: number }[] = [];
  const settled: { id: number; state: Buffer }[] = [];
  const window = new OutgoingWindow(
    {
      writer: {
        maxPayload,
        transfer: (_channel, _handle, id, isSettled, more, payload) =>
          sent.push({ id, more, settled: isSettled, length: payload.length }),
      },
      channel: 0,
      settleSent: (id, state) => settled.push({ id, state }),
    },
    firstDelivery,
  );
  window.open(100);
  return { window, sent, settled };
}

const flow = (nextIncomingId: number | undefined, incomingWindow: number) => ({
  nextIncomingId,
  incomingWindow,
  nextOutgoingId: 0,
  handle: undefined,
  deliveryCount: undefined,
  linkCredit: undefined,
  drain: false,
  echo: false,
});

test("delivery ids and counts wrap at 2^32, and outcomes still find their delivery", () => {
  const { window, sent } = makeOutgoing(0xffff_fffe);
  const outcomes: unknown[] = [];
  const link = makeLink({ outcome: (delivery) => outcomes.push(delivery.owner) });
  link.deliveryCount = 0xffff_ffff;
  for (let i = 0; i < 4; i++) window.send(link, Buffer.from("x"), false, i);
  assert.deepEqual(
    sent.map(({ id }) => id),
    [0xffff_fffe, 0xffff_ffff, 0, 1],
  );
  assert.equal(link.deliveryCount, 3);
  assert.equal(link.credit, 6);
  window.onDisposition({
    fromReceiver: true,
    first: 0xffff_ffff,
    last: 0,
    settled: true,
    state: acceptedState,
  });
  assert.deepEqual(outcomes, [1, 2]);
  window.onDisposition({
    fromReceiver: true,
    first: 0,
    last: 0xffff_ffff,
    settled: true,
    state: acceptedState,
  });
  assert.deepEqual(outcomes, [1, 2, 0, 3]);
  assert.equal(window.unsettled, 0);
});

test("the peer's window holds transfers back, within a message as well", () => {
  const { window, sent } = makeOutgoing(0, 10);
  window.open(2);
  const link = makeLink({});
  window.send(link, Buffer.alloc(25), true, undefined);
  window.send(link, Buffer.alloc(5), true, undefined);
  assert.deepEqual(
    sent.map(({ more, length }) => [more, length]),
    [
      [true, 10],
      [true, 10],
    ],
  );
  assert.equal(window.held, 2);
  window.onFlow(flow(1, 1));
  assert.equal(sent.length, 2);
  window.onFlow(flow(2, 1));
  assert.deepEqual([sent[2]?.more, sent[2]?.length], [false, 5]);
  window.onFlow(flow(3, 10));
  assert.deepEqual([sent[3]?.id, sent[3]?.length], [1, 5]);
  assert.equal(window.held, 0);
});

test("links that the window held back may go on when it opens, also behind a link that is gone", () => {
  const { window } = makeOutgoing();
  window.open(0);
  const link = makeLink({});
  assert.equal(window.onFlow(flow(0, 0)), false);
  window.send(link, Buffer.from("x"), true, undefined);
  assert.equal(window.onFlow(flow(0, 0)), false);
  window.dropLink(link, []);
  assert.equal(window.held, 0);
  assert.equal(window.onFlow(flow(0, 5)), true);
  assert.equal(window.onFlow(flow(0, 5)), false);
});

test("a state without settlement is answered, and one that is not final is waited out", () => {
  const { window, settled } = makeOutgoing();
  const states: (Buffer | undefined)[] = [];
  const link = makeLink({ outcome: (_delivery, state) => states.push(state) });
  window.send(link, Buffer.from("x"), false, undefined);
  const received = Buffer.from("00532345", "hex");
  window.onDisposition({ fromReceiver: true, first: 0, last: 0, settled: false, state: received });
  assert.equal(states.length, 0);
  window.onDisposition({ fromReceiver: true, first: 0, last: 0, settled: false, state: acceptedState });
  assert.deepEqual(states, [acceptedState]);
  assert.deepEqual(settled, [{ id: 0, state: acceptedState }]);
  window.send(link, Buffer.from("x"), false, undefined);
  window.onDisposition({ fromReceiver: true, first: 1, last: 1, settled: true, state: received });
  assert.deepEqual(states, [acceptedState, undefined]);
});

test("what is forgotten or taken back has no outcome", () => {
  const { window, settled } = makeOutgoing();
  let outcomes = 0;
  const events = { outcome: () => outcomes++ };
  const link = makeLink(events);
  const other = makeLink(events);
  const first = window.send(link, Buffer.from("x"), false, "first") as OutgoingDelivery;
  const second = window.send(link, Buffer.from("x"), false, "second") as OutgoingDelivery;
  window.send(other, Buffer.from("x"), false, "third");
  window.forget(first);
  window.forget(first);
  assert.equal(settled.length, 1);
  window.dropLink(link, [second]);
  window.onDisposition({ fromReceiver: true, first: 0, last: 2, settled: true, state: acceptedState });
  assert.equal(outcomes, 1);
});

test("what is held back and has not begun can be taken back: its id and its credit go to another", () => {
  const { window, sent, settled } = makeOutgoing();
  window.open(0);
  const link = makeLink({});
  const first = window.send(link, Buffer.from("1"), false, "first") as OutgoingDelivery;
  const second = window.send(link, Buffer.from("22"), false, "second") as OutgoingDelivery;
  assert.equal(first.isBegun, false);
  assert.deepEqual([link.credit, link.deliveryCount, link.held], [10, 0, 2]);
  assert.equal(window.forget(first), true);
  assert.deepEqual([link.credit, link.deliveryCount, link.held], [10, 0, 1]);
  window.onFlow(flow(0, 5));
  assert.deepEqual([link.credit, link.deliveryCount, link.held], [9, 1, 0]);
  assert.deepEqual(
    sent.map(({ id, length }) => [id, length]),
    [[0, 2]],
  );
  assert.equal(window.forget(second), false);
  assert.deepEqual(
    settled.map(({ id }) => id),
    [0],
  );
});

test("what is held back gets no credit that the peer has taken back, and holds up no other link", () => {
  const { window, sent } = makeOutgoing(0, 10);
  window.open(0);
  const [link, other] = [makeLink({}, 1), makeLink({})];
  window.send(link, Buffer.from("1"), true, undefined);
  window.send(other, Buffer.from("22"), true, undefined);
  assert.equal(window.isBlocked, true);
  link.credit = 0;
  assert.equal(window.onFlow(flow(0, 5)), true);
  window.send(other, Buffer.from("333"), true, undefined);
  window.send(link, Buffer.from("4444"), true, undefined);
  link.credit = 2;
  window.onFlow(flow(2, 5));
  assert.deepEqual(
    sent.map(({ length }) => length),
    [2, 3, 1, 4],
  );
  assert.deepEqual([link.credit, link.deliveryCount, link.held, window.held], [0, 2, 0, 0]);
});

test("a link that is gone leaves nothing to be written, also of what has begun", () => {
  const { window, sent } = makeOutgoing(0, 10);
  window.open(1);
  const link = makeLink({});
  const begun = window.send(link, Buffer.alloc(25), false, undefined) as OutgoingDelivery;
  window.send(link, Buffer.from("x"), false, undefined);
  window.dropLink(link, [begun]);
  assert.equal(window.onFlow(flow(1, 5)), true);
  assert.equal(sent.length, 1);
  assert.deepEqual([link.held, window.held, window.unsettled], [0, 0, 0]);
});

test("one that has begun goes on to its end when it is given up", () => {
  const { window, sent } = makeOutgoing(0, 10);
  window.open(1);
  const link = makeLink({});
  const begun = window.send(link, Buffer.alloc(25), false, undefined) as OutgoingDelivery;
  assert.equal(begun.isBegun, true);
  assert.equal(window.forget(begun), false);
  window.onFlow(flow(1, 5));
  assert.deepEqual(
    sent.map(({ more, length }) => [more, length]),
    [
      [true, 10],
      [true, 10],
      [false, 5],
    ],
  );
});

function makeIncoming() {
  const dispositions: { first: number; last: number; state: Buffer }[] = [];
  const dirty: IncomingWindow[] = [];
  let flows = 0;
  let parts = 0;
  const window = new IncomingWindow({
    isOpenHere: true,
    writeFlow: () => flows++,
    writer: {
      flushLater: (later) => dirty.push(later),
      disposition: (_channel, _asReceiver, first, last, state) => dispositions.push({ first, last, state }),
    },
    channel: 0,
    maxMessageSize: 100,
    budget: {
      holdPart: (bytes) => {
        parts += bytes;
      },
      dropPart: (bytes) => {
        parts -= bytes;
      },
    },
  });
  const flush = () => {
    for (const later of dirty) later.flush();
  };
  return { window, dispositions, flush, flows: () => flows, parts: () => parts };
}

const transfer = (deliveryId: number | undefined, fields: object = {}) => ({
  handle: 4,
  deliveryId,
  settled: false,
  more: false,
  aborted: false,
  ...fields,
});

test("accepted deliveries in a row are told in one range, others one by one and in order", () => {
  const { window, dispositions, flush } = makeIncoming();
  const deliveries: RawDelivery[] = [];
  const link = makeLink({ delivered: (delivery) => deliveries.push(delivery) });
  for (let id = 0; id < 7; id++) window.onTransfer(link, transfer(id), Buffer.from("x"));
  for (const i of [0, 1, 2]) deliveries[i]?.accept();
  deliveries[1]?.accept();
  deliveries[3]?.settle(releasedState);
  for (const i of [5, 6]) deliveries[i]?.accept();
  deliveries[4]?.accept();
  flush();
  flush();
  assert.deepEqual(dispositions, [
    { first: 0, last: 2, state: acceptedState },
    { first: 3, last: 3, state: releasedState },
    { first: 5, last: 6, state: acceptedState },
    { first: 4, last: 4, state: acceptedState },
  ]);
});

test("what its sender takes back is settled, unless the sender has done so", () => {
  const { window, dispositions, flush } = makeIncoming();
  const deliveries: RawDelivery[] = [];
  const withdrawn: number[] = [];
  const link = makeLink({ delivered: (delivery) => deliveries.push(delivery) });
  for (let id = 0; id < 4; id++) window.onTransfer(link, transfer(id), Buffer.from("x"));
  for (const delivery of deliveries) delivery.watch(() => withdrawn.push(delivery.id));
  const fromSender = { fromReceiver: false, first: 0, last: 1 };
  window.onDisposition({ ...fromSender, settled: false, state: Buffer.from("00532345", "hex") });
  assert.deepEqual(withdrawn, []);
  window.onDisposition({ ...fromSender, settled: false, state: releasedState });
  window.onDisposition({ ...fromSender, first: 2, last: 2, settled: true, state: undefined });
  assert.deepEqual(withdrawn, [0, 1, 2]);
  for (const delivery of deliveries) delivery.accept();
  flush();
  assert.deepEqual(dispositions, [
    { first: 0, last: 0, state: releasedState },
    { first: 1, last: 1, state: releasedState },
    { first: 3, last: 3, state: acceptedState },
  ]);
});

test("delivery ids may begin anywhere and wrap", () => {
  const { window, dispositions, flush } = makeIncoming();
  const link = makeLink({ delivered: (delivery) => delivery.accept() });
  link.deliveryCount = 0xffff_ffff;
  for (const id of [0xffff_fffe, 0xffff_ffff, 0, 1]) window.onTransfer(link, transfer(id), Buffer.from("x"));
  flush();
  assert.deepEqual(dispositions, [{ first: 0xffff_fffe, last: 1, state: acceptedState }]);
  assert.equal(link.deliveryCount, 3);
  assert.throws(() => window.onTransfer(link, transfer(5), Buffer.from("x")), /expected delivery 2/);
});

test("settled deliveries, and those of a link that has been detached, need no disposition", () => {
  const { window, dispositions, flush } = makeIncoming();
  const deliveries: RawDelivery[] = [];
  const link = makeLink({ delivered: (delivery) => deliveries.push(delivery) });
  window.onTransfer(link, transfer(0, { settled: true }), Buffer.from("x"));
  window.onTransfer(link, transfer(1), Buffer.from("x"));
  assert.deepEqual(
    deliveries.map(({ settled }) => settled),
    [true, false],
  );
  deliveries[0]?.accept();
  link.close();
  deliveries[1]?.settle(failedState);
  flush();
  assert.deepEqual(dispositions, []);
  window.onTransfer(link, transfer(2), Buffer.from("x"));
  assert.equal(deliveries.length, 2);
});

test("parts make a whole, aborted ones nothing, and each counts once", () => {
  const { window } = makeIncoming();
  const got: string[] = [];
  let aborted = 0;
  const link = makeLink(
    { delivered: ({ bytes }) => got.push(bytes.toString()), aborted: () => aborted++ },
    3,
  );
  window.onTransfer(link, transfer(0, { more: true }), Buffer.from("a"));
  window.onTransfer(link, transfer(undefined, { more: true }), Buffer.from("b"));
  window.onTransfer(link, transfer(0), Buffer.from("c"));
  window.onTransfer(link, transfer(1, { more: true }), Buffer.from("lost"));
  window.onTransfer(link, transfer(1, { aborted: true }), Buffer.from("lost"));
  window.onTransfer(link, transfer(2), Buffer.from("d"));
  assert.deepEqual(got, ["abc", "d"]);
  assert.equal(aborted, 1);
  assert.equal(link.credit, 0);
  window.onTransfer(link, transfer(3), Buffer.from("e"));
  assert.deepEqual(link.closed, ["amqp:link:transfer-limit-exceeded"]);
  assert.equal(got.length, 2);
});

test("another delivery may not begin within one, nor one without an id", () => {
  const { window } = makeIncoming();
  const link = makeLink({});
  assert.throws(
    () => window.onTransfer(link, transfer(undefined), Buffer.from("x")),
    /without a delivery id/,
  );
  window.onTransfer(link, transfer(0, { more: true }), Buffer.from("a"));
  assert.throws(() => window.onTransfer(link, transfer(1), Buffer.from("b")), /not complete/);
});

test("a message that grows too large ends the link before it is whole", () => {
  const { window, parts } = makeIncoming();
  const link = makeLink({ maxMessageSize: 10 });
  window.onTransfer(link, transfer(0, { more: true }), Buffer.alloc(8));
  assert.equal(parts(), 8);
  window.onTransfer(link, transfer(0, { more: true }), Buffer.alloc(8));
  assert.deepEqual(link.closed, ["amqp:link:message-size-exceeded"]);
  assert.equal(parts(), 0);
});

test("what a peer has under way on a link we have detached ends nothing but itself", () => {
  const { window, dispositions, parts } = makeIncoming();
  const got: string[] = [];
  const tooLarge = makeLink({ maxMessageSize: 10, delivered: () => got.push("of the detached link") });
  const other = makeLink({ delivered: ({ bytes }) => got.push(bytes.toString()) });
  // Detached within a delivery: its rest comes, and others behind it.
  window.onTransfer(tooLarge, transfer(0, { more: true }), Buffer.alloc(8));
  window.onTransfer(tooLarge, transfer(0, { more: true }), Buffer.alloc(8));
  assert.deepEqual(tooLarge.closed, ["amqp:link:message-size-exceeded"]);
  window.onTransfer(tooLarge, transfer(undefined), Buffer.alloc(8));
  window.onTransfer(tooLarge, transfer(1), Buffer.alloc(8));
  // Begun after the detach, in parts, and one of them aborted.
  window.onTransfer(tooLarge, transfer(2, { more: true }), Buffer.alloc(8));
  window.onTransfer(tooLarge, transfer(2), Buffer.alloc(8));
  window.onTransfer(tooLarge, transfer(3, { more: true }), Buffer.alloc(8));
  window.onTransfer(tooLarge, transfer(3, { more: true, aborted: true }), Buffer.alloc(8));
  window.onTransfer(tooLarge, transfer(4, { more: true }), Buffer.alloc(8));
  assert.equal(parts(), 0);
  window.onTransfer(tooLarge, transfer(4), Buffer.alloc(8));
  window.onTransfer(other, transfer(5), Buffer.from("of another link"));
  assert.deepEqual(got, ["of another link"]);
  assert.deepEqual(dispositions, []);
  assert.equal(tooLarge.closed.length, 1);
});

test("a message beyond the limit of the connection is rejected, and the next one is taken", () => {
  const { window, dispositions, parts } = makeIncoming();
  const got: Buffer[] = [];
  let lost = 0;
  const link = makeLink({ delivered: ({ bytes }) => got.push(bytes), aborted: () => lost++ }, 9);
  for (let i = 0; i < 50; i++) window.onTransfer(link, transfer(0, { more: true }), Buffer.alloc(8));
  assert.equal(dispositions.length, 0);
  window.onTransfer(link, transfer(0), Buffer.alloc(8));
  window.onTransfer(link, transfer(1), Buffer.alloc(101));
  window.onTransfer(link, transfer(2, { settled: true }), Buffer.alloc(101));
  assert.deepEqual(
    dispositions.map(({ first, state }) => [first, state.includes("amqp:link:message-size-exceeded")]),
    [
      [0, true],
      [1, true],
    ],
  );
  assert.equal(lost, 3);
  window.onTransfer(link, transfer(3, { more: true }), Buffer.alloc(60, "a"));
  window.onTransfer(link, transfer(3), Buffer.alloc(40, "b"));
  assert.equal(got[0]?.toString(), "a".repeat(60) + "b".repeat(40));
  assert.equal(link.credit, 5);
  assert.equal(parts(), 0);
});

test("credit taken back may be used by what is under way, and by no more", () => {
  const { window } = makeIncoming();
  let got = 0;
  const link = makeLink({ delivered: () => got++ }, 0);
  link.floor = -2;
  for (let id = 0; id < 3; id++) window.onTransfer(link, transfer(id), Buffer.from("x"));
  assert.equal(got, 2);
  assert.deepEqual(link.closed, ["amqp:link:transfer-limit-exceeded"]);
});

test("the peer's window is opened again in time", () => {
  const { window, flows } = makeIncoming();
  const link = makeLink({}, 10_000);
  for (let id = 0; id < 2_100; id++) window.onTransfer(link, transfer(id), Buffer.from("x"));
  assert.equal(flows(), 2);
});
