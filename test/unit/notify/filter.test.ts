import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConfigurationError } from "../../../src/index.js";
import { NoOpSerializer } from "../../../src/messaging/serializer.js";
import { NotificationFilter, type NotificationFilterRules } from "../../../src/notify/index.js";
import { readNotification } from "../../../src/notify/received-notification.js";
import { incoming } from "./incoming.js";

function matches(
  rules: NotificationFilterRules,
  fields: Readonly<Record<string, unknown>> = {},
  context: Readonly<Record<string, unknown>> = {},
): boolean {
  const notification = readNotification(incoming(fields, context), new NoOpSerializer());
  assert.ok(notification);
  return new NotificationFilter(rules).match(notification);
}

describe("a notification filter", () => {
  it("without rules matches everything", () => {
    assert.equal(matches({}), true);
    assert.equal(matches({}, { publisher_id: null, payload: null }), true);
  });

  it("matches from the beginning of a text on, and not to its end", () => {
    assert.equal(matches({ publisherId: "compute" }), true);
    assert.equal(matches({ publisherId: "^compute.*" }), true);
    assert.equal(matches({ publisherId: "host" }), false);
    assert.equal(matches({ eventType: "other|thing\\.c" }), true);
    assert.equal(matches({ eventType: "thing$" }), false);
    assert.equal(matches({ eventType: /THING/i }), true);
    assert.equal(matches({ eventType: /^created/m }, { event_type: "thing\ncreated" }), false);
  });

  it("looks at members of context, metadata and payload", () => {
    const rules = {
      context: { tenant_id: "^5f643cfc$", roles: "private" },
      metadata: { timestamp: "2026-01" },
      payload: { state: "^active$" },
    };
    const context = { tenant_id: "5f643cfc", roles: "private, public" };
    assert.equal(matches(rules, {}, context), true);
    assert.equal(matches(rules, {}, { ...context, roles: "public" }), false);
    assert.equal(matches(rules, { timestamp: "2025-12" }, context), false);
    assert.equal(matches(rules, { payload: { state: "inactive" } }, context), false);
  });

  it("does not match what is missing, no text, or only inherited", () => {
    for (const payload of [null, 5, "state", [], {}, { state: null }, { state: 1 }, { state: ["active"] }]) {
      assert.equal(matches({ payload: { state: ".*" } }, { payload }), false, JSON.stringify(payload));
    }
    assert.equal(matches({ publisherId: ".*" }, { publisher_id: null }), false);
    assert.equal(matches({ payload: { constructor: ".*" } }), false);
    assert.equal(matches({ payload: { __proto__: ".*", toString: ".*" } }), false);
  });

  it("refuses a pattern that is wrong or that a short text could keep busy", () => {
    const message = /Filter rule payload\.state: the pattern "\^\(a\+\)\+\$" can take exponential time/;
    assert.throws(
      () => new NotificationFilter({ payload: { state: "^(a+)+$" } }),
      (error) => error instanceof ConfigurationError && message.test(error.message),
    );
    assert.throws(() => new NotificationFilter({ eventType: "(" }), ConfigurationError);
  });

  it("is done soon with a long text", () => {
    const started = performance.now();
    assert.equal(matches({ payload: { a: ".*x.*y.*z" } }, { payload: { a: "x".repeat(5_000_000) } }), false);
    assert.ok(performance.now() - started < 5_000);
  });
});
