import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { numberedId, numberOfId, randomId } from "../../../src/amqp/codec/message-writer.js";
import { ExpectedReplies, PendingCall } from "../../../src/drivers/pending-call.js";
import { silentLogger } from "../../../src/log/logger.js";

const owner = { what: "a call", timeoutError: () => assert.fail() };

function makeCall(): PendingCall {
  return new PendingCall({}, owner);
}

function answer(replies: ExpectedReplies, id: string | undefined, response: unknown): boolean {
  return replies.answer(id, response, (read) => ({ response: read }));
}

describe("the replies that are expected", () => {
  it("come to their calls, whoever else has come and gone", async () => {
    const replies = new ExpectedReplies(silentLogger);
    const calls = Array.from({ length: 200 }, makeCall);
    const ids = calls.map((call) => replies.expect(call));
    for (const id of ids.slice(50)) replies.forget(id);
    let laterId = "";
    const later = new PendingCall({}, { ...owner, ended: () => replies.forget(laterId) });
    laterId = replies.expect(later);
    assert.equal(new Set([...ids, laterId]).size, 201);
    assert.ok(answer(replies, laterId, "later"));
    for (const [index, id] of ids.entries())
      assert.equal(answer(replies, id, index), index < 50, String(index));
    assert.deepEqual(await later.result, { response: "later" });
    assert.deepEqual(await calls[49]?.result, { response: 49 });
    assert.ok(!answer(replies, laterId, "again"));
  });

  it("are those of no other id, whatever a peer writes", () => {
    const replies = new ExpectedReplies(silentLogger);
    const id = replies.expect(makeCall());
    const others = [
      "",
      "0",
      id.slice(0, 8),
      id.toUpperCase() === id ? `${id.slice(0, 31)}g` : id.toUpperCase(),
      `${id} `,
      `00000000${randomId().slice(8)}`,
      "-0000000",
      "__proto__",
      "length",
    ];
    for (const other of others) assert.ok(!answer(replies, other, other), other);
    fc.assert(fc.property(fc.string(), (other) => other === id || !answer(replies, other, other)));
    assert.ok(!answer(replies, undefined, "none"));
    replies.clear();
    assert.ok(!replies.has(id));
    const next = replies.expect(makeCall());
    replies.forget(id);
    assert.ok(replies.has(next));
  });

  it("have ids that name their places", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (number) => {
        const id = numberedId(number);
        assert.match(id, /^[0-9a-f]{32}$/);
        assert.equal(numberOfId(id), number);
      }),
    );
    assert.notEqual(numberedId(7), numberedId(7));
  });
});
