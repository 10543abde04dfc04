import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { decodeCopies } from "../../../src/amqp/codec/copied-messages.js";
import { decodeMessage } from "../../../src/amqp/codec/message.js";
import { encodeMessage, type OutgoingMessage } from "../../../src/amqp/codec/message-writer.js";
import type { RawDelivery } from "../../../src/amqp/engine/delivery.js";
import type { SenderLink } from "../../../src/amqp/engine/link.js";
import type { Address } from "../../../src/router/address.js";
import { AddressTable } from "../../../src/router/address-table.js";
import { HeldTotal } from "../../../src/router/held-total.js";
import { defaultLimits } from "../../../src/router/limits.js";
import { Outlet } from "../../../src/router/outlet.js";
import { osloPrefixes } from "../../../src/router/prefixes.js";
import { Counters } from "../../../src/router/statistics.js";
import { Tap } from "../../../src/router/tap.js";
import { UnsettledBytes, UnsettledTotal } from "../../../src/router/unsettled-bytes.js";

/** A router's addresses with a topic that is tapped, on timers that the test runs. */
class Tapped {
  readonly held = new HeldTotal(defaultLimits.totalHeldBytes);
  readonly table: AddressTable;
  readonly topic: Address;
  /** Bodies of the copies that were sent, with what the tap has missed before them. */
  readonly sent: string[] = [];
  readonly link = { available: 100, held: 0, events: undefined, drop: () => {}, giveCreditBack: () => {} };
  readonly outlet: Outlet;
  readonly #context: TestContext;

  constructor(context: TestContext) {
    this.#context = context;
    context.mock.timers.enable({ apis: ["setTimeout", "setImmediate"] });
    this.table = new AddressTable(
      { limits: defaultLimits, counters: new Counters(), held: this.held, forget: () => {} },
      osloPrefixes,
    );
    this.topic = this.table.obtain("topic") as Address;
    this.outlet = this.tap();
  }

  tap(): Outlet {
    const send = (bytes: Buffer) => {
      const { missed, copies } = decodeCopies(bytes);
      if (missed > 0) this.sent.push(`${missed} missed`);
      for (const copy of copies) this.sent.push(String(decodeMessage(copy.bytes).body));
    };
    const tap = new Tap("tap", ["topic"], this.table.taps);
    const outlet = new Outlet(
      Object.assign(this.link, { send }) as unknown as SenderLink,
      tap,
      { congested: false },
      {
        heldCopies: 10,
        heldCopyBytes: 10_000,
        unsettled: new UnsettledBytes(1e9, new UnsettledTotal(1e9), () => {}),
        closed: () => {},
      },
    );
    tap.begin(outlet);
    return outlet;
  }

  /** A message comes to an address. */
  come(address: Address, message: OutgoingMessage, from: object = {}): void {
    const bytes = encodeMessage(message);
    address.observer?.({ bytes, from, receivedAt: performance.now() } as RawDelivery);
  }

  /** A reply comes to an address. */
  answer(address: Address, id: string, body: string): void {
    const correlationId = decodeMessage(encodeMessage({ messageId: id, body: null })).messageId;
    this.come(address, { correlationId, body });
  }

  /** The tap is given credit, or asked to use up what it has. */
  credit(drain: boolean): void {
    (this.link.events as unknown as SenderLink["events"])?.credit?.(drain);
  }

  /** All is copied that has come. */
  gather(): void {
    this.#context.mock.timers.tick(100);
  }
}

test("nothing looks at the messages of an address any more when the last tap has gone", (t) => {
  const tapped = new Tapped(t);
  const client = {};
  const replies = tapped.table.makeDynamic(client);
  const second = tapped.tap();
  const observers = () => [tapped.topic, replies].map((address) => address?.observer !== undefined);
  tapped.come(tapped.topic, { messageId: "id", replyTo: replies?.name, body: "ask" }, client);
  assert.deepEqual(observers(), [true, true]);
  tapped.outlet.close();
  assert.deepEqual(observers(), [true, true]);
  second.close();
  assert.deepEqual(observers(), [false, false]);
  assert.equal(tapped.held.bytes, 0);
  tapped.gather();
  assert.deepEqual(tapped.sent, []);
});

test("while messages pass none is copied, and then all are, in their order, and sent together", (t) => {
  const tapped = new Tapped(t);
  const client = {};
  const replies = tapped.table.makeDynamic(client) as Address;
  tapped.come(tapped.topic, { messageId: "1", replyTo: replies.name, body: "ask" }, client);
  tapped.answer(replies, "1", "answer");
  tapped.come(tapped.topic, { body: "next" });
  assert.equal(tapped.outlet.copies.size, 0);
  assert.ok(tapped.held.bytes > 0);
  tapped.gather();
  assert.deepEqual(tapped.sent, ["ask", "answer", "next"]);
  assert.equal(tapped.held.bytes, 0);
});

test("a reply is seen of a client that has left before the copies are made", (t) => {
  const tapped = new Tapped(t);
  const client = {};
  const replies = tapped.table.makeDynamic(client) as Address;
  tapped.come(tapped.topic, { messageId: "1", replyTo: replies.name, body: "ask" }, client);
  tapped.answer(replies, "1", "answer");
  tapped.table.remove(replies);
  tapped.gather();
  assert.deepEqual(tapped.sent, ["ask", "answer"]);
});

test("who names the address and the id of another's reply neither shows it nor hides it", (t) => {
  const tapped = new Tapped(t);
  const [client, other] = [{}, {}];
  const replies = tapped.table.makeDynamic(client) as Address;
  const ask = { messageId: "1", replyTo: replies.name };
  tapped.come(tapped.topic, { ...ask, body: "forged" }, other);
  tapped.answer(replies, "1", "elsewhere");
  tapped.come(tapped.topic, { ...ask, body: "ask" }, client);
  tapped.come(tapped.topic, { ...ask, body: "forged" }, other);
  tapped.answer(replies, "1", "answer");
  tapped.gather();
  assert.deepEqual(tapped.sent, ["forged", "ask", "forged", "answer"]);
});

test("ids as long as messages are not kept, nor are those that anybody makes up", (t) => {
  const tapped = new Tapped(t);
  const client = {};
  const replies = tapped.table.makeDynamic(client) as Address;
  for (const messageId of ["x".repeat(2_000), "x"]) {
    tapped.come(tapped.topic, { messageId, replyTo: replies.name, body: "ask" }, client);
    tapped.answer(replies, messageId, `answer ${messageId.length}`);
  }
  tapped.gather();
  assert.deepEqual(tapped.sent, ["ask", "ask", "answer 1"]);
});

test("a tap that leaves gets what was seen before, at once", (t) => {
  const tapped = new Tapped(t);
  tapped.come(tapped.topic, { body: "last" });
  tapped.credit(true);
  assert.deepEqual(tapped.sent, ["last"]);
});

test("beyond what is kept the oldest are copied, and a tap that can take them loses none", (t) => {
  const tapped = new Tapped(t);
  const bodies = Array.from({ length: 1_100 }, (_, index) => String(index));
  for (const body of bodies) tapped.come(tapped.topic, { body });
  assert.ok(tapped.held.bytes < 1_001 * 600, `${tapped.held.bytes} bytes are held`);
  for (let turn = 0; turn < 30; turn++) tapped.gather();
  assert.deepEqual(tapped.sent, bodies);
  assert.equal(tapped.held.bytes, 0);
});

test("a tap that takes nothing loses the oldest, and is told how many", (t) => {
  const tapped = new Tapped(t);
  tapped.link.available = 0;
  for (let index = 0; index < 100; index++) tapped.come(tapped.topic, { body: String(index) });
  for (let turn = 0; turn < 3; turn++) tapped.gather();
  assert.deepEqual(tapped.sent, []);
  assert.equal(tapped.outlet.copies.size, 10);
  tapped.link.available = 100;
  tapped.credit(false);
  assert.deepEqual(tapped.sent, [
    "90 missed",
    ...Array.from({ length: 10 }, (_, index) => String(90 + index)),
  ]);
});
