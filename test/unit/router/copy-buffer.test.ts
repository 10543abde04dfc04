import assert from "node:assert/strict";
import { test } from "node:test";
import { CopyBuffer } from "../../../src/router/copy-buffer.js";
import { HeldTotal } from "../../../src/router/held-total.js";

test("the oldest copies give way, by number and by bytes, and the newest stays however large", () => {
  const copies = new CopyBuffer(3, 100, new HeldTotal(10_000));
  for (const size of [10, 20, 30]) assert.equal(copies.push(Buffer.alloc(size)), true);
  assert.equal(copies.push(Buffer.alloc(40)), false);
  assert.equal(copies.shift()?.length, 20);
  assert.equal(copies.push(Buffer.alloc(50)), false);
  assert.deepEqual([copies.shift()?.length, copies.size], [40, 1]);
  assert.equal(copies.push(Buffer.alloc(1_000)), false);
  assert.deepEqual([copies.size, copies.shift()?.length, copies.shift()], [1, 1_000, undefined]);
  for (let i = 0; i < 500; i++) {
    copies.push(Buffer.alloc(1, i));
    assert.equal(copies.shift()?.[0], i & 0xff);
  }
});

test("copies give way while all that waits in the router is too much, and nothing of them stays", () => {
  const total = new HeldTotal(3_000);
  const others = Buffer.alloc(1_200);
  const copies = new CopyBuffer(10, 10_000, total);
  total.add(others);
  assert.equal(copies.push(Buffer.from("a")), true);
  assert.equal(copies.push(Buffer.from("b")), true);
  assert.equal(copies.push(Buffer.from("c")), false);
  assert.equal(copies.size, 2);
  total.add(others);
  assert.equal(copies.push(Buffer.from("d")), false);
  assert.equal(copies.size, 0);
  total.remove(others);
  copies.push(Buffer.from("e"));
  copies.clear();
  total.remove(others);
  assert.equal(total.bytes, 0);
});
