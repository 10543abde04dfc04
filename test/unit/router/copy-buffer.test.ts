import assert from "node:assert/strict";
import { test } from "node:test";
import { CopyBuffer } from "../../../src/router/copy-buffer.js";

test("the oldest copies give way, by number and by bytes, and the newest stays however large", () => {
  const copies = new CopyBuffer(3, 100);
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
