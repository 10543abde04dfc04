import assert from "node:assert/strict";
import { test } from "node:test";
import { randomId } from "../../../src/amqp/codec/message-writer.js";
import { ExpectedReplies, PendingCall } from "../../../src/drivers/pending-call.js";
import { MessagingError } from "../../../src/errors/messaging-error.js";
import { silentLogger } from "../../../src/log/logger.js";
import { trafficText } from "../../../src/tap/traffic-text.js";

const owner = { what: "a call", timeoutError: () => new MessagingError("never") };
const time = "2026-01-01T00:00:00.000Z";

/** What a tap shows of a call with that id, and of its reply. */
function shown(id: string): readonly string[] {
  const call = trafficText({ type: "call", time, id, topic: "t", method: "m", args: {}, context: {} });
  const reply = trafficText({ type: "reply", time, id, topic: "t", method: "m", elapsed: 1, result: 1 });
  return [call, reply].map(({ what }) => what.split(" ")[0] ?? "");
}

test("the ids shown tell calls apart that wait at once, or one after the other, and join each to its reply", () => {
  const replies = new ExpectedReplies(silentLogger);
  const expect = () => replies.expect(new PendingCall({}, owner));
  const [one, other] = [expect(), expect()];
  replies.forget(other);
  const ids = [one, other, expect(), randomId()];
  const texts = ids.map((id) => {
    const [call = "", reply] = shown(id);
    assert.match(call, /^#[\da-f]{6}$/);
    assert.equal(call, reply);
    return call;
  });
  assert.equal(new Set(texts).size, ids.length, texts.join(" "));
});
