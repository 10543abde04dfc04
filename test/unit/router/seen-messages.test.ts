import assert from "node:assert/strict";
import { test } from "node:test";
import { HeldTotal, OVERHEAD } from "../../../src/router/held-total.js";
import { SeenMessages } from "../../../src/router/seen-messages.js";

const MIB = 1024 * 1024;

function seen(bytes: Buffer) {
  return { bytes, from: undefined, seenAt: 0, giveCopies: () => {} };
}

/** Adds messages until there are too many, or so many; returns how many there are. */
function fill(messages: SeenMessages, most: number, next: () => Buffer): number {
  while (!messages.overflows && messages.size < most) messages.push(seen(next()));
  return messages.size;
}

test("messages are taken in their order, and count with all that waits until then", () => {
  const total = new HeldTotal(MIB);
  const messages = new SeenMessages(total);
  for (const text of ["one", "two", "three"]) messages.push(seen(Buffer.from(text)));
  assert.equal(total.bytes, 3 * OVERHEAD + 11);
  assert.deepEqual(
    [1, 2, 3, 4].map(() => messages.shift()?.bytes.toString()),
    ["one", "two", "three", undefined],
  );
  assert.equal(total.bytes, 0);
  messages.push(seen(Buffer.from("four")));
  assert.equal(messages.shift()?.bytes.toString(), "four");
});

test("what a message came in counts, and once for all that came in it", () => {
  const alone = new SeenMessages(new HeldTotal(64 * MIB));
  assert.equal(
    fill(alone, 100, () => Buffer.allocUnsafeSlow(64 * 1024).subarray(0, 10)),
    17,
  );
  const together = new SeenMessages(new HeldTotal(64 * MIB));
  const chunk = Buffer.allocUnsafeSlow(64 * 1024);
  assert.equal(
    fill(together, 100, () => chunk.subarray(0, 10)),
    100,
  );
  while (alone.overflows) alone.shift();
  assert.equal(alone.size, 16);
  while (alone.size > 0) alone.shift();
  alone.push(seen(Buffer.allocUnsafeSlow(MIB)));
  assert.equal(alone.overflows, false);
  alone.shift();
  alone.push(seen(Buffer.allocUnsafeSlow(2 * MIB)));
  assert.equal(alone.overflows, true);
});

test("there are only so many, and none beyond what may wait in the router", () => {
  const messages = new SeenMessages(new HeldTotal(64 * MIB));
  const chunk = Buffer.alloc(10);
  assert.equal(
    fill(messages, 10_000, () => chunk),
    1_001,
  );
  const full = new HeldTotal(1_000);
  assert.equal(
    fill(new SeenMessages(full), 10, () => chunk),
    2,
  );
});
