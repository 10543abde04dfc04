import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { releasedState } from "../../../src/amqp/codec/delivery-state.js";
import { encodeMessage } from "../../../src/amqp/codec/message-writer.js";
import { type DeliverySession, RawDelivery } from "../../../src/amqp/engine/delivery.js";
import { type ReceiverLink, SenderLink } from "../../../src/amqp/engine/link.js";
import { OutgoingWindow } from "../../../src/amqp/engine/outgoing-window.js";
import { HeldTotal } from "../../../src/router/held-total.js";
import { Inlet } from "../../../src/router/inlet.js";
import { defaultLimits, type RouterLimits } from "../../../src/router/limits.js";
import { MulticastAddress } from "../../../src/router/multicast-address.js";
import { Outlet } from "../../../src/router/outlet.js";
import { Counters } from "../../../src/router/statistics.js";
import { UnsettledBytes, UnsettledTotal } from "../../../src/router/unsettled-bytes.js";
import { timers } from "../../../src/time/timers.js";

/** An address with links that are on no connection, and a clock that a test moves. */
function fanout(test: TestContext, given: Partial<RouterLimits> = {}) {
  const limits = { ...defaultLimits, heldCopies: 10, senderCredit: 4, ...given };
  let now = 10_000;
  test.mock.method(performance, "now", () => now);
  test.mock.timers.enable({ apis: ["setTimeout"] });
  const counters = new Counters();
  const address = new MulticastAddress("multicast", {
    limits,
    counters,
    held: new HeldTotal(defaultLimits.totalHeldBytes),
    forget: () => {},
  });
  test.after(async () => {
    address.close();
    // The timers let go of Node's at the end of the turn, which is to be while that is this test's.
    await setImmediate();
  });

  const receiver = (credit: number) => {
    const got: number[] = [];
    const outgoing = new OutgoingWindow({
      writer: {
        maxPayload: 1_000,
        transfer: (_channel, _handle, _id, _settled, _more, payload) => got.push(Number(payload.at(-1))),
      },
      channel: 0,
      settleSent: () => {},
    });
    outgoing.open(1_000_000);
    const link = Object.assign(Object.create(SenderLink.prototype) as SenderLink, {
      credit,
      deliveryCount: 0,
      held: 0,
      handle: 0,
      session: { outgoing },
    });
    const outlet = new Outlet(
      link,
      address,
      { congested: false },
      {
        ...limits,
        unsettled: new UnsettledBytes(1_000, new UnsettledTotal(1_000), () => {}),
        closed: () => {},
      },
    );
    address.addOutlet(outlet);
    const take = (count: number) => {
      link.credit += count;
      link.events?.credit?.(false);
    };
    take(0);
    const settle = (state: Buffer) =>
      outgoing.onDisposition({ first: 0, last: 0xffff_ffff, settled: true, state, fromReceiver: true });
    return { got, take, settle, leave: () => outlet.close() };
  };

  let sent = 0;
  const sender = () => {
    const link = {
      credit: 0,
      events: undefined as ReceiverLink["events"],
      addCredit: (credit: number) => {
        link.credit += credit;
      },
      revokeCredit: () => {
        const { credit } = link;
        link.credit = 0;
        return credit;
      },
    };
    const inlet = new Inlet(link as unknown as ReceiverLink, address, {
      client: {},
      window: limits.senderCredit,
      maxMessageSize: 1_000,
      maySend: () => true,
      closed: () => {},
    });
    address.addInlet(inlet);
    return {
      leave: () => inlet.close(),
      /** Sends settled messages as far as the credit goes. */
      flood: (most: number) => {
        let count = 0;
        for (; count < most && link.credit > 0; count += 1) {
          link.credit -= 1;
          link.events?.delivered?.(delivery(++sent));
        }
        return count;
      },
      /** Sends a message whose outcome it waits for. */
      ask: () => link.events?.delivered?.(delivery(++sent, () => {})),
    };
  };
  const relayed = (count: number) => {
    for (let index = 0; index < count; index += 1) address.offer(delivery(++sent), undefined);
  };
  const pass = (milliseconds: number) => {
    now += milliseconds;
    test.mock.timers.tick(milliseconds);
  };
  return { address, counters, receiver, sender, relayed, pass };
}

/** A message whose last byte is its number; settled, unless somebody is to hear what becomes of it. */
function delivery(number: number, settle?: (state: Buffer) => void, body = ""): RawDelivery {
  const session: DeliverySession = {
    settle: (_id, state) => settle?.(state),
    watch: () => {},
    unwatch: () => {},
  };
  const bytes = Buffer.concat([encodeMessage({ body }), Buffer.from([number])]);
  const link = { isOpenHere: true, events: {} } as unknown as ReceiverLink;
  return new RawDelivery(session, link, number, settle === undefined, bytes);
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

test("a receiver that is merely slower paces the senders, and loses nothing", (t) => {
  const { counters, receiver, sender, pass } = fanout(t);
  const quick = receiver(1_000);
  const slow = receiver(1);
  const senders = [sender(), sender(), sender()];
  let sent = 0;
  const floodAll = () => {
    for (const { flood } of senders) sent += flood(50);
  };
  while (sent < 200) {
    floodAll();
    // As many copies wait as may, and the rest are the senders' windows.
    assert.ok(sent - slow.got.length <= 10 + 3 * 4, `${sent} sent`);
    pass(900);
    slow.take(2);
  }
  slow.take(1_000);
  assert.deepEqual(slow.got, numbers(1, sent));
  assert.deepEqual(quick.got, slow.got);
  assert.equal(counters.dropped, 0);
  assert.equal(counters.held, 0);
  assert.equal(timers.size, 0);
});

test("one that has stalled costs the others one second in all, until it has caught up", (t) => {
  const { counters, receiver, sender, pass } = fanout(t);
  const quick = receiver(1_000);
  const stalled = receiver(0);
  const { flood } = sender();
  assert.equal(flood(100), 10 + 4);
  pass(999);
  assert.equal(quick.got.length, 10);
  pass(1);
  assert.equal(quick.got.length, 14);
  assert.equal(flood(100), 100);
  assert.deepEqual([quick.got.length, counters.dropped, timers.size], [114, 104, 0]);
  // It takes some again, and has no say all the same.
  stalled.take(5);
  assert.equal(flood(50), 50);
  assert.equal(timers.size, 0);
  // Caught up, it is waited for again.
  stalled.take(20);
  stalled.take(-15);
  assert.deepEqual(stalled.got, [...numbers(105, 109), ...numbers(155, 164)]);
  assert.equal(flood(30), 10 + 4);
  assert.equal(timers.size, 1);
  stalled.leave();
  assert.equal(timers.size, 0);
});

test("a receiver that holds others back and leaves lets them go on", (t) => {
  const { address, receiver, sender } = fanout(t);
  const quick = receiver(1_000);
  const slow = receiver(0);
  const { flood } = sender();
  assert.equal(flood(100), 14);
  slow.leave();
  assert.deepEqual(quick.got, numbers(1, 14));
  assert.equal(timers.size, 0);
  assert.equal(flood(100), 100);
  assert.equal(address.held.bytes, 0);
});

test("what waits when the last receiver leaves is given up", (t) => {
  const { counters, receiver, sender } = fanout(t);
  const slow = receiver(0);
  const { flood } = sender();
  assert.equal(flood(100), 14);
  slow.leave();
  assert.deepEqual([counters.held, counters.dropped, timers.size], [0, 4, 0]);
});

test("a sender that leaves while it is held back leaves its settled messages, and no others", (t) => {
  const { address, counters, receiver, sender, relayed } = fanout(t);
  const slow = receiver(0);
  const [waiting, leaving] = [sender(), sender()];
  relayed(10);
  leaving.ask();
  assert.deepEqual([counters.held, timers.size], [1, 1]);
  leaving.leave();
  assert.deepEqual([counters.held, timers.size], [0, 0]);
  waiting.flood(2);
  waiting.leave();
  assert.equal(counters.held, 2);
  slow.take(100);
  assert.deepEqual([slow.got, counters.held, timers.size], [[...numbers(1, 10), 12, 13], 0, 0]);
  assert.equal(address.held.bytes, 0);
});

test("the address that closes leaves no timer", (t) => {
  const { address, receiver, relayed } = fanout(t);
  receiver(0);
  relayed(11);
  assert.equal(timers.size, 1);
  address.close();
  assert.equal(timers.size, 0);
});

test("messages of the anonymous terminus wait in their order, as many as may, and then the slow lose the oldest", (t) => {
  const { counters, receiver, relayed } = fanout(t, { heldMessages: 20 });
  const quick = receiver(1_000);
  const slow = receiver(0);
  relayed(30);
  assert.deepEqual([quick.got.length, counters.held, counters.dropped], [10, 20, 0]);
  relayed(5);
  assert.deepEqual([quick.got.length, counters.held, counters.dropped], [15, 20, 5]);
  slow.take(30);
  assert.deepEqual(quick.got, numbers(1, 35));
  assert.deepEqual(slow.got, numbers(6, 35));
});

test("a small message does not overtake a large one that waits", (t) => {
  const { address, receiver, relayed } = fanout(t, { heldCopyBytes: 100 });
  const quick = receiver(1_000);
  const slow = receiver(0);
  relayed(1);
  address.offer(delivery(2, undefined, "x".repeat(90)), undefined);
  address.offer(delivery(3), undefined);
  assert.deepEqual(quick.got, [1]);
  slow.take(3);
  assert.deepEqual([quick.got, slow.got], [numbers(1, 3), numbers(1, 3)]);
});

test("the outcome of a message that waited is the joint one of those that take it at once", (t) => {
  const { address, receiver, relayed, pass } = fanout(t);
  const quick = receiver(1_000);
  receiver(0);
  relayed(10);
  const settled: Buffer[] = [];
  address.offer(
    delivery(11, (state) => settled.push(state)),
    undefined,
  );
  pass(999);
  quick.settle(releasedState);
  assert.deepEqual(settled, []);
  pass(1);
  quick.settle(releasedState);
  assert.deepEqual(settled, [releasedState]);
});
