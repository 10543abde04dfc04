import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeCopies, encodeCopies, encodeCopy } from "../../../src/amqp/codec/copied-messages.js";
import { EncodingError } from "../../../src/amqp/codec/encoding.js";
import { encodeMessage } from "../../../src/amqp/codec/message-writer.js";

const copies = [
  { address: "a/ü", seenAt: 1_796_000_000_000.125, bytes: encodeMessage({ to: "a", body: "x" }) },
  { address: "b".repeat(300), seenAt: 0, bytes: Buffer.alloc(100_000, 7) },
  { address: "", seenAt: 1, bytes: Buffer.alloc(0) },
];

test("copies come out as they went in, with the number of those that are missing", () => {
  const encoded = copies.map(encodeCopy);
  assert.deepEqual(decodeCopies(encodeCopies(12, encoded)), { missed: 12, copies });
  assert.deepEqual(decodeCopies(encodeCopies(0, encoded)), { missed: 0, copies });
});

test("what is no copy is refused, cut anywhere", () => {
  assert.throws(() => decodeCopies(Buffer.from("no message")), EncodingError);
  const whole = encodeCopies(3, [encodeCopy({ address: "a", seenAt: 1, bytes: Buffer.from("xyz") })]);
  const properties = encodeCopies(3, []).length;
  for (let length = properties + 1; length < whole.length; length++)
    assert.throws(() => decodeCopies(whole.subarray(0, length)), EncodingError, `cut at ${length}`);
});
