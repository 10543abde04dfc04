import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadService } from "../../../src/definition/load-service.js";
import { toDescriptor } from "../../../src/definition/to-descriptor.js";
import { stringifyJson } from "../../../src/json/json.js";
import { inferDefinitions } from "../../../src/tap/infer/infer-definitions.js";
import { SeenValues } from "../../../src/tap/infer/seen-values.js";
import type { TrafficLine } from "../../../src/tap/traffic.js";
import { ServiceValidator } from "../../../src/validation/service-validator.js";

const time = "2026-01-01T00:00:00.000Z";
const place = { topic: "my-topic", exchange: "my-exchange", namespace: "my-namespace" };

function schemaOf(...values: readonly unknown[]): unknown {
  const seen = new SeenValues();
  for (const value of values) seen.add(value);
  return seen.schema();
}

test("a schema has the types that were seen, and requires the members that were always there", () => {
  assert.deepEqual(schemaOf(), {});
  assert.deepEqual(schemaOf(1, 2), { type: "integer" });
  assert.deepEqual(schemaOf(1, 2.5), { type: "number" });
  assert.deepEqual(schemaOf("a", null), { type: ["string", "null"] });
  assert.deepEqual(schemaOf(2n ** 60n, 1), { type: "integer", format: "int64" });
  assert.deepEqual(schemaOf([]), { type: "array" });
  assert.deepEqual(schemaOf([1], ["a"]), { type: "array", items: { type: ["integer", "string"] } });
  assert.deepEqual(schemaOf({ a: 1, b: { c: true } }, { a: 2 }), {
    type: "object",
    properties: {
      a: { type: "integer" },
      b: { type: "object", properties: { c: { type: "boolean" } }, required: ["c"] },
    },
    required: ["a"],
  });
  assert.deepEqual(schemaOf("***", "***"), { writeOnly: true });
  const prototype: unknown = JSON.parse('{"__proto__": 1}');
  assert.deepEqual(Object.keys((schemaOf(prototype) as { properties: object }).properties), ["__proto__"]);
});

test("an object whose members are others each time is a map", () => {
  const maps = Array.from({ length: 40 }, (_, index) => ({ [`key-${index}`]: index }));
  assert.deepEqual(schemaOf(...maps), { type: "object", additionalProperties: { type: "integer" } });
});

function call(id: string, method: string, version: string, args: unknown): TrafficLine {
  return { type: "call", time, id, ...place, method, version, args, context: {} };
}

const failure = {
  class: "NotReady",
  module: "my.errors",
  message: "",
  tb: [],
  args: [],
  kwargs: { after: 5 },
};
const traffic: readonly TrafficLine[] = [
  call("1", "methodA", "1.1", { arg1: "a", password: "***" }),
  { type: "reply", time, id: "1", result: { arg1: "a", n: 1 } },
  call("2", "methodA", "1.2", { arg1: "b", password: "***", arg2: 3 }),
  { type: "reply", time, id: "2", failure },
  call("3", "methodA", "1.1", { arg1: "c", password: "***" }),
  call("4", "nothing", "1.0", {}),
  { type: "reply", time, id: "4", result: null },
  { type: "cast", time, ...place, method: "sink", version: "1.0", args: { payload: [1] }, context: {} },
  {
    type: "call",
    time,
    id: "6",
    topic: "my-topic",
    namespace: "oslo_rpc.discovery",
    method: "x",
    args: {},
    context: {},
  },
  {
    type: "notification",
    time,
    topic: "my-topic",
    message: { event_type: "thing.made", priority: "INFO", payload: { id: "x" } },
    context: {},
  },
];

test("what was seen makes a definition that loads, with counts, and takes what was seen", () => {
  const [inferred, ...others] = inferDefinitions(traffic);
  assert.deepEqual([inferred?.topic, others], ["my-topic", []]);
  const document = JSON.parse(stringifyJson(inferred?.document)) as { methods: Record<string, object> };
  assert.deepEqual(document.methods.methodA, {
    description: "Seen 3 times: 1 answered, 1 failed, 1 without an answer. Results: object 1.",
    params: [
      { name: "arg1", schema: { type: "string" }, description: "seen in 3 of 3: string 3" },
      { name: "password", schema: { writeOnly: true }, description: "seen in 3 of 3: masked 3" },
      {
        name: "arg2",
        schema: { type: "integer" },
        required: false,
        description: "seen in 1 of 3: integer 1",
      },
    ],
    result: {
      type: "object",
      properties: { arg1: { type: "string" }, n: { type: "integer" } },
      required: ["arg1", "n"],
    },
    errors: ["NotReady"],
    since: "1.1",
    "x-seen": { count: 3, answered: 1, failed: 1, unanswered: 1 },
  });
  const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-infer-"));
  try {
    const file = join(folder, "inferred.json");
    writeFileSync(file, JSON.stringify(document));
    const descriptor = toDescriptor(loadService(file));
    assert.deepEqual(
      [descriptor.service, descriptor.version, descriptor.exchange, descriptor.namespace],
      ["MyNamespace", "1.2", "my-exchange", "my-namespace"],
    );
    assert.deepEqual(
      descriptor.methods.map(({ name, kind, errors }) => [name, kind, errors]),
      [
        ["methodA", "call", ["NotReady"]],
        ["nothing", "call", []],
        ["sink", "cast", []],
      ],
    );
    assert.deepEqual(
      descriptor.notifications?.map(({ eventType, priorities }) => [eventType, priorities]),
      [["thing.made", ["info"]]],
    );
    const validator = new ServiceValidator(descriptor).method("methodA");
    assert.ok(validator?.incomingArguments({ arg1: "a", password: "p" }));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a method that was called and cast is both", () => {
  const cast: TrafficLine = {
    type: "cast",
    time,
    ...place,
    method: "m",
    version: "1.0",
    args: {},
    context: {},
  };
  const kindOf = (...lines: readonly TrafficLine[]) => {
    const [inferred] = inferDefinitions(lines);
    const { methods } = JSON.parse(stringifyJson(inferred?.document)) as {
      methods: { m: { kind?: string } };
    };
    return methods.m.kind;
  };
  assert.equal(kindOf(call("1", "m", "1.0", {}), call("2", "m", "1.0", {}), cast), "both");
  assert.equal(kindOf(cast), "cast");
  assert.equal(kindOf(call("1", "m", "1.0", {})), undefined);
});
