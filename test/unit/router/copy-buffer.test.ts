import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeMessage } from "../../../src/amqp/codec/message.js";
import { encodeMessage } from "../../../src/amqp/codec/message-writer.js";
import { CopyBuffer } from "../../../src/router/copy-buffer.js";
import { HeldTotal } from "../../../src/router/held-total.js";

const push = (copies: CopyBuffer, bytes: Buffer) =>
  copies.push({ bytes, from: undefined }, Number.POSITIVE_INFINITY);

test("the oldest copies give way, by number and by bytes, and the newest stays however large", () => {
  const copies = new CopyBuffer(3, 100, new HeldTotal(10_000));
  for (const size of [10, 20, 30]) assert.equal(push(copies, Buffer.alloc(size)), true);
  assert.equal(push(copies, Buffer.alloc(40)), false);
  assert.equal(copies.shift()?.bytes.length, 20);
  assert.equal(push(copies, Buffer.alloc(50)), false);
  assert.deepEqual([copies.shift()?.bytes.length, copies.size], [40, 1]);
  assert.equal(push(copies, Buffer.alloc(1_000)), false);
  assert.deepEqual([copies.size, copies.shift()?.bytes.length, copies.shift()], [1, 1_000, undefined]);
  for (let i = 0; i < 500; i++) {
    push(copies, Buffer.alloc(1, i));
    assert.equal(copies.shift()?.bytes[0], i & 0xff);
  }
});

test("copies give way while all that waits in the router is too much, and nothing of them stays", () => {
  const total = new HeldTotal(3_000);
  const others = Buffer.alloc(1_200);
  const copies = new CopyBuffer(10, 10_000, total);
  total.add(others);
  assert.equal(push(copies, Buffer.from("a")), true);
  assert.equal(push(copies, Buffer.from("b")), true);
  assert.equal(push(copies, Buffer.from("c")), false);
  assert.equal(copies.size, 2);
  total.add(others);
  assert.equal(push(copies, Buffer.from("d")), false);
  assert.equal(copies.size, 0);
  total.remove(others);
  push(copies, Buffer.from("e"));
  copies.clear();
  total.remove(others);
  assert.equal(total.bytes, 0);
});

test("copies whose time is over are not given out", (t) => {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const copies = new CopyBuffer(3, 100, new HeldTotal(10_000));
  copies.push({ bytes: encodeMessage({ ttl: 5, body: "short" }), from: undefined }, 5);
  copies.push({ bytes: encodeMessage({ ttl: 50, body: "long" }), from: undefined }, 50);
  now = 6;
  const { body, ttl } = decodeMessage(copies.shift()?.bytes ?? Buffer.alloc(0));
  assert.deepEqual([body, ttl], ["long", 44]);
});

test("a full buffer is waited for a second after its receiver took a copy, and not once it has lost one", (t) => {
  let now = 5_000;
  t.mock.method(performance, "now", () => now);
  const copies = new CopyBuffer(2, 100, new HeldTotal(10_000));
  const one = Buffer.alloc(10);
  assert.equal(copies.patience(one), 0);
  push(copies, one);
  assert.equal(copies.patience(Buffer.alloc(91)), 6_000);
  now = 5_500;
  push(copies, one);
  assert.equal(copies.patience(one), 6_000);
  copies.shift();
  assert.equal(copies.patience(one), 0);
  push(copies, one);
  assert.equal(copies.patience(one), 6_500);
  // Forced upon it before its time is over, for want of room elsewhere: it is not the receiver that is to blame.
  assert.equal(push(copies, one), false);
  assert.equal(copies.patience(one), 6_500);
  now = 6_500;
  assert.equal(push(copies, one), false);
  now = 7_000;
  copies.shift();
  push(copies, one);
  assert.equal(copies.patience(one), 0);
  copies.shift();
  copies.shift();
  push(copies, one);
  push(copies, one);
  assert.equal(copies.patience(one), 8_000);
});
