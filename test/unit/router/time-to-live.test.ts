import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { releasedState } from "../../../src/amqp/codec/delivery-state.js";
import { decodeMessage } from "../../../src/amqp/codec/message.js";
import { encodeMessage } from "../../../src/amqp/codec/message-writer.js";
import { RawDelivery } from "../../../src/amqp/engine/delivery.js";
import type { ReceiverLink } from "../../../src/amqp/engine/link.js";
import type { Address, AddressContext } from "../../../src/router/address.js";
import { AnycastAddress } from "../../../src/router/anycast-address.js";
import { CopyBuffer } from "../../../src/router/copy-buffer.js";
import { HeldTotal } from "../../../src/router/held-total.js";
import { defaultLimits } from "../../../src/router/limits.js";
import { readTtl, withTtl } from "../../../src/router/message-header.js";
import { MulticastAddress } from "../../../src/router/multicast-address.js";
import type { Outlet } from "../../../src/router/outlet.js";
import type { PassedMessage } from "../../../src/router/passed-message.js";
import { Counters } from "../../../src/router/statistics.js";

/** An address with a clock that a test moves. */
function setUp(test: TestContext, make: (context: AddressContext) => Address) {
  let now = 10_000;
  test.mock.method(performance, "now", () => now);
  test.mock.timers.enable({ apis: ["setTimeout"] });
  const counters = new Counters();
  const held = new HeldTotal(defaultLimits.totalHeldBytes);
  const address = make({ limits: defaultLimits, counters, held, forget: () => {} });
  test.after(() => address.close());
  const receiver = (ready: boolean) => {
    const got: Buffer[] = [];
    const outlet = {
      got,
      ready,
      outstanding: 0,
      copies: new CopyBuffer(10, 1_000, held),
      send: ({ bytes }: PassedMessage) => got.push(bytes),
      take: () => {
        outlet.ready = true;
        address.outletReady(outlet as unknown as Outlet);
      },
    };
    address.addOutlet(outlet as unknown as Outlet);
    address.outletReady(outlet as unknown as Outlet);
    return outlet;
  };
  /** Time passes; timers are late, as on a busy machine, unless they are let run. */
  const pass = (milliseconds: number, { runTimers = true } = {}) => {
    now += milliseconds;
    if (runTimers) test.mock.timers.tick(milliseconds);
  };
  return { address, counters, receiver, pass };
}

const anycast = (context: AddressContext) => new AnycastAddress("a", "queue", context);
const multicast = (context: AddressContext) => new MulticastAddress("m", context);

const states: Buffer[] = [];

function delivery(ttl: number | undefined): RawDelivery {
  const session = { settle: (_id: number, state: Buffer) => states.push(state), watch() {}, unwatch() {} };
  const bytes = encodeMessage({ ttl, messageId: "1", to: "a", body: "text" });
  const link = { isOpenHere: true, events: {} } as unknown as ReceiverLink;
  return new RawDelivery(session, link, 0, false, bytes);
}

const only = ({ got }: { got: Buffer[] }) => {
  assert.equal(got.length, 1);
  return got.pop() as Buffer;
};

test("a message that did not wait goes on as it came", (t) => {
  for (const make of [anycast, multicast]) {
    const { address, receiver } = setUp(t, make);
    const quick = receiver(true);
    const message = delivery(7_000);
    address.offer(message, undefined);
    assert.equal(only(quick), message.bytes);
    t.mock.restoreAll();
    t.mock.timers.reset();
  }
});

test("one that waited for a receiver has so much less time, and is the same in all else", (t) => {
  const { address, receiver, pass } = setUp(t, anycast);
  const busy = receiver(false);
  const message = delivery(7_000);
  address.offer(message, undefined);
  pass(3_000);
  busy.take();
  const bytes = only(busy);
  assert.equal(readTtl(bytes), 4_000);
  assert.deepEqual(bytes, encodeMessage({ ttl: 4_000, messageId: "1", to: "a", body: "text" }));

  // Given back after another second, it has waited for four.
  busy.ready = false;
  pass(1_000);
  address.returned(message);
  pass(500);
  busy.take();
  assert.equal(readTtl(only(busy)), 2_500);
  pass(500);
  address.returned(message);
  assert.equal(readTtl(only(busy)), 2_000);
});

test("a copy of a fanout that waited has so much less time", (t) => {
  const { address, receiver, pass } = setUp(t, multicast);
  const [quick, slow] = [receiver(true), receiver(false)];
  address.offer(delivery(7_000), undefined);
  pass(3_000);
  slow.take();
  assert.deepEqual([readTtl(only(quick)), readTtl(only(slow))], [7_000, 4_000]);
});

test("a fanout that waited for slow receivers has so much less time for all", (t) => {
  const { address, receiver, pass } = setUp(t, multicast);
  const [quick, slow] = [receiver(true), receiver(false)];
  for (let sent = 0; sent < 10; sent += 1) address.offer(delivery(undefined), undefined);
  quick.got.length = 0;
  address.offer(delivery(7_000), undefined);
  assert.equal(quick.got.length, 0);
  pass(600);
  slow.take();
  assert.deepEqual([readTtl(only(quick)), readTtl(slow.got.at(-1) as Buffer)], [6_400, 6_400]);
});

test("nobody gets a message whose time is over, though no timer has said so yet", (t) => {
  for (const make of [anycast, multicast]) {
    states.length = 0;
    const { address, counters, receiver, pass } = setUp(t, make);
    const [slow] = [receiver(false)];
    const message = delivery(500);
    if (make === multicast)
      for (let sent = 0; sent < 10; sent += 1) slow.copies.push(delivery(undefined), 10_001);
    address.offer(message, undefined);
    pass(500, { runTimers: false });
    slow.take();
    assert.deepEqual([slow.got.length, counters.expired, counters.held], [0, 1, 0]);
    assert.deepEqual(states, [releasedState]);
    if (make === anycast) {
      const late = delivery(500);
      pass(500, { runTimers: false });
      address.returned(late);
      assert.deepEqual([slow.got.length, counters.expired], [0, 2]);
    }
    t.mock.restoreAll();
    t.mock.timers.reset();
  }
});

test("a time to live of any encoding is written in its place", () => {
  const body = encodeMessage({ body: "text" });
  const header = (...ttl: number[]) =>
    Buffer.concat([Buffer.from([0x00, 0x53, 0x70, 0xc0, 3 + ttl.length, 3, 0x41, 0x40, ...ttl]), body]);
  const wide = Buffer.concat([
    Buffer.from([0x00, 0x80, 0, 0, 0, 0, 0, 0, 0, 0x70, 0xd0, 0, 0, 0, 10, 0, 0, 0, 3, 0x56, 1, 0x50, 4]),
    Buffer.from([0x52, 200]),
    body,
  ]);
  for (const [bytes, ttl] of [
    [header(0x70, 0, 1, 0, 0), 65_535],
    [header(0x70, 0xff, 0xff, 0xff, 0xff), 4],
    [header(0x52, 200), 3],
    [wide, 199],
  ] as const) {
    const before = Buffer.from(bytes);
    const changed = withTtl(bytes, ttl);
    assert.equal(readTtl(changed), ttl);
    assert.equal(changed.length, bytes.length);
    assert.deepEqual(bytes, before);
    assert.equal(decodeMessage(changed).body, "text");
    assert.equal(decodeMessage(changed).ttl, ttl);
  }
  for (const bytes of [body, header(0x40), header(0x43)]) assert.ok(!readTtl(bytes));
});
