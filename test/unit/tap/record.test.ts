import assert from "node:assert/strict";
import { test } from "node:test";
import { NoRecord, readRecord, recordHead } from "../../../src/tap/record.js";
import { RecordedReplies } from "../../../src/tap/recorded-replies.js";
import type { TrafficLine } from "../../../src/tap/traffic.js";

const time = "2026-01-01T00:00:00.000Z";

function call(id: string, args: unknown, namespace?: string): TrafficLine {
  return { type: "call", time, id, topic: "t", method: "m", namespace, args, context: {} };
}

function reply(id: string, result: unknown): TrafficLine {
  return { type: "reply", time, id, method: "m", topic: "t", elapsed: 1, result };
}

test("a record is read as it was written, and lines of types that came later are passed over", () => {
  const lines = [call("1", { a: 1 }), reply("1", [null, "x"])];
  const text = [recordHead(["t"], true), ...lines.map((line) => JSON.stringify(line)), '{"type":"new"}', ""];
  assert.deepEqual(readRecord(text.join("\n")), JSON.parse(JSON.stringify(lines)));
});

test("a record that was cut off in its last line is read up to there", () => {
  const text = [recordHead(["t"], true), JSON.stringify(reply("1", "x"))].join("\n");
  assert.deepEqual(readRecord(`${text}\n{"type":"call","time":"2026`), [reply("1", "x")]);
  assert.deepEqual(readRecord(`${text}\n{"type":"call","args":"\u{fffd}`), [reply("1", "x")]);
  assert.deepEqual(readRecord(text), [reply("1", "x")]);
});

test("what is no record is refused, with the line that is wrong", () => {
  const head = recordHead([], true);
  const refused: readonly (readonly [text: string, message: RegExp])[] = [
    ["", /line 1 is no JSON/],
    ["{}", /does not name the format/],
    [head.replace('"version":1', '"version":2'), /of version 2; this release reads 1/],
    [`${head}\n{"type":"call"\n`, /line 2 is no JSON/],
    [`${head}\n{"type":"call"}`, /line 2: a call needs time/],
    [`${head}\n\n[]`, /line 3 is no JSON object/],
    [`${head}\n{"type":"reply","time":"x"}`, /line 2: a reply needs id/],
  ];
  for (const [text, message] of refused)
    assert.throws(
      () => readRecord(text),
      (error) => error instanceof NoRecord && message.test(error.message),
    );
});

test("a call is answered as the same one was, several replies in turn and then the last again", () => {
  const replies = new RecordedReplies([
    call("1", { a: 1, b: [2, { c: 3 }] }),
    call("2", { a: 1 }),
    reply("2", "two"),
    reply("1", "one"),
    call("3", { b: [2, { c: 3 }], a: 1 }),
    reply("3", "three"),
    call("4", {}, "other"),
    reply("4", "in another namespace"),
    call("5", { unanswered: true }),
  ]);
  const ask = (args: unknown, namespace?: string) => replies.answer({ method: "m", namespace, args })?.result;
  assert.deepEqual(
    [0, 1, 2].map(() => ask({ a: 1, b: [2, { c: 3 }] })),
    ["one", "three", "three"],
  );
  assert.equal(ask({ a: 1 }), "two");
  assert.equal(ask({}, "other"), "in another namespace");
  assert.equal(ask(undefined, "other"), "in another namespace");
  for (const args of [{}, { a: 2 }, { a: 1, b: [] }, { unanswered: true }])
    assert.equal(ask(args), undefined);
});

test("what a record has masked fits any value in its place", () => {
  const replies = new RecordedReplies([
    call("1", { password: "***", url: "rabbit://u:***@h/", n: 1 }),
    reply("1", "in"),
  ]);
  const ask = (args: unknown) => replies.answer({ method: "m", args })?.result;
  assert.equal(ask({ password: "secret", url: "rabbit://u:geheim@h/", n: 1 }), "in");
  assert.equal(ask({ password: 5, url: "rabbit://u:@h/", n: 1 }), "in");
  assert.equal(ask({ password: "secret", url: "rabbit://v:geheim@h/", n: 1 }), undefined);
  assert.equal(ask({ password: "secret", url: "rabbit://u:geheim@h/", n: 2 }), undefined);
});
