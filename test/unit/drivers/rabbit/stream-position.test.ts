import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StreamMessage } from "../../../../src/drivers/rabbit/stream-message.js";
import { StreamPosition, type StreamReader } from "../../../../src/drivers/rabbit/stream-position.js";

/** Messages as a stream has them, by what they are. */
function messages(names: string, first = 0): StreamMessage[] {
  return [...names].map((fingerprint, index) => ({ offset: first + index, fingerprint }));
}

/** Reads a stream whose last chunk has so many messages. */
function reader(stream: readonly StreamMessage[], chunk = 2): StreamReader {
  return (from, limit) => {
    const there = from === "last" ? stream.slice(-chunk) : stream.filter(({ offset }) => offset >= from);
    return Promise.resolve(there.slice(0, limit));
  };
}

/** A position behind messages that have come. */
async function behind(names: string): Promise<StreamPosition> {
  const position = new StreamPosition();
  await position.resume(reader([]));
  for (const message of messages(names)) assert.ok(position.advance(message));
  return position;
}

describe("the position in a stream", () => {
  it("is its end at first, and stays that until something comes", async () => {
    const position = new StreamPosition();
    const stream = messages("abc");
    assert.deepEqual(await position.resume(reader(stream)), { from: 3 });
    stream.push(...messages("de", 3));
    assert.deepEqual(await position.resume(reader(stream)), { from: 3 });
  });

  it("in an empty stream is its beginning, whatever comes meanwhile", async () => {
    const position = new StreamPosition();
    assert.deepEqual(await position.resume(reader([])), { from: 0 });
    assert.deepEqual(await position.resume(reader(messages("ab"))), { from: 0 });
  });

  it("is behind what came last, also where the stream has dropped that", async () => {
    const position = await behind("abc");
    assert.deepEqual(await position.resume(reader(messages("abcd"))), { from: 3 });
    assert.deepEqual(await position.resume(reader(messages("xyz", 10))), { from: 3 });
  });

  for (const [names, what] of [
    ["", "is empty"],
    ["x", "is shorter"],
    ["xyz", "is as long"],
    ["vwxyz", "is longer"],
  ] as const) {
    it(`begins with a stream that was declared anew and ${what}`, async () => {
      const position = await behind("abc");
      const stream = messages(names);
      assert.deepEqual(await position.resume(reader(stream)), { from: 0, change: "replaced" });
      for (const message of stream) assert.ok(position.advance(message));
      assert.deepEqual(await position.resume(reader(stream)), { from: names.length });
    });
  }

  it("is that of what is known in a stream that lost its end, of which nothing counts twice", async () => {
    for (const names of ["ab", "abx", "abxyz"]) {
      const position = await behind("abc");
      const stream = messages(names);
      assert.deepEqual(await position.resume(reader(stream)), { from: 0, change: "truncated" });
      const counted = stream.filter((message) => position.advance(message));
      assert.deepEqual(counted, stream.slice(2));
    }
  });

  it("knows a message that came before", async () => {
    const position = await behind("abc");
    for (const message of messages("abc")) assert.equal(position.advance(message), false);
    assert.ok(position.advance({ offset: 1, fingerprint: "other" }));
    assert.deepEqual(await position.resume(reader(messages("axcd"))), { from: 3 });
  });
});
