import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runInNewContext } from "node:vm";
import type { JsonSchema } from "../../../src/definition/descriptor.js";
import { primitiveForm } from "../../../src/definition/versioned-object.js";
import { InvalidResult } from "../../../src/errors/validation-errors.js";
import { NotificationValidator } from "../../../src/validation/notification-validator.js";
import { changesOf } from "../../../src/validation/objects/versioned-object.js";
import { arrived, methodOf, refusal, sent } from "./one-param-method.js";

const TIME: JsonSchema = { type: "string", format: "date-time", programType: "Date" };
const OSLO: JsonSchema = { type: "string", format: "oslo-date-time", programType: "Date" };
const TEXT = "2026-01-02T03:04:05.000Z";
const DATE = new Date(TEXT);

describe("a text that programs have as a Date", () => {
  it("is written by a client and read by a server, and the other way in a result", () => {
    assert.equal(sent(TIME, DATE), TEXT);
    assert.deepEqual(arrived(TIME, TEXT), DATE);
    const method = methodOf(true, { result: TIME });
    assert.equal(method.outgoingResult(DATE), TEXT);
    assert.deepEqual(method.incomingResult(TEXT), DATE);
    assert.throws(() => method.outgoingResult(5), InvalidResult);
  });

  it("is one of notifications too", () => {
    const notifications = [{ eventType: "e", priorities: ["info"], payload: TIME }];
    const validator = new NotificationValidator({ service: "S", notifications });
    assert.equal(validator.outgoingPayload("e", DATE), TEXT);
    assert.deepEqual(validator.incomingPayload("e", TEXT), DATE);
  });

  it("has no offset in the format of Python, where it is UTC", () => {
    assert.equal(sent(OSLO, DATE), "2026-01-02T03:04:05.000");
    assert.deepEqual(arrived(OSLO, "2026-01-02T03:04:05"), DATE);
  });

  const times: Readonly<Record<string, [string, string]>> = {
    "an offset": ["2026-01-02T05:04:05+02:00", "2026-01-02T03:04:05.000Z"],
    "an offset to the west": ["2026-01-01T22:34:05-04:30", "2026-01-02T03:04:05.000Z"],
    "small letters": ["2026-01-02t03:04:05z", "2026-01-02T03:04:05.000Z"],
    "a year of few digits": ["0009-01-02T03:04:05Z", "0009-01-02T03:04:05.000Z"],
    "one digit behind the second": ["2026-01-02T03:04:05.5Z", "2026-01-02T03:04:05.500Z"],
    nanoseconds: ["2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.123Z"],
    "microseconds before 1970": ["1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999Z"],
    "a leap second": ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"],
    "an annotation": ["2026-01-02T03:04:05Z[Europe/Paris]", "2026-01-02T03:04:05.000Z"],
  };
  for (const [what, [text, expected]] of Object.entries(times)) {
    it(`may have ${what}, and is written as it came until it is changed`, () => {
      const date = arrived(TIME, text) as Date;
      assert.equal(date.toISOString(), expected);
      assert.equal(sent(TIME, date), text);
      date.setTime(date.getTime() + 1000);
      assert.equal(sent(TIME, date), date.toISOString());
    });
  }

  it("is written anew in another format than it came in", () => {
    assert.equal(sent(OSLO, arrived(TIME, "2026-01-02T05:04:05.123456+02:00")), "2026-01-02T03:04:05.123");
    assert.equal(sent(TIME, arrived(OSLO, "2026-01-02T03:04:05.123456")), "2026-01-02T03:04:05.123Z");
  });

  it("may come from another realm, and is nothing that only bears the name", () => {
    assert.equal(sent(TIME, runInNewContext("new Date(0)")), "1970-01-01T00:00:00.000Z");
    const named = { [Symbol.toStringTag]: "Date", getTime: () => 0 };
    assert.equal(sent({ anyOf: [TIME, { type: "object" }] }, named), named);
  });

  it("is judged as the text it is, whatever is said of objects beside it", () => {
    const plain: JsonSchema = { type: "string", format: "date-time" };
    const fits = (read: () => unknown): boolean => {
      try {
        read();
        return true;
      } catch (error) {
        if (error instanceof assert.AssertionError || !(error instanceof Error)) throw error;
        return false;
      }
    };
    const besides: readonly ((time: JsonSchema) => JsonSchema)[] = [
      (time) => ({ oneOf: [time, { not: { type: "string" } }] }),
      (time) => ({ anyOf: [{ not: { type: "string" } }, time] }),
      (time) => ({ oneOf: [time, { required: ["x"] }] }),
      (time) => ({ oneOf: [time, { type: "object", required: ["x"] }] }),
      (time) => ({ allOf: [time, { required: ["x"], minProperties: 2 }] }),
      (time) => ({ allOf: [time, { not: { required: ["getTime"] } }] }),
      (time) => ({ allOf: [time, { propertyNames: false, additionalProperties: false, maxProperties: 0 }] }),
      (time) => ({ allOf: [time], if: { not: { type: "object" } }, else: false }),
      (time) => ({ allOf: [time], unevaluatedProperties: false }),
      (time) => ({
        type: "object",
        properties: { at: time },
        anyOf: [{ required: ["at"] }, { required: ["b"] }],
      }),
    ];
    for (const schemaOf of besides) {
      const isMember: boolean = JSON.stringify(schemaOf(plain)).includes('"at"');
      const text: unknown = isMember ? { at: TEXT } : TEXT;
      const date: unknown = isMember ? { at: DATE } : DATE;
      const schema: JsonSchema = schemaOf(TIME);
      const isFitting: boolean = fits(() => arrived(schemaOf(plain), text));
      assert.equal(
        fits(() => arrived(schema, text)),
        isFitting,
        JSON.stringify(schema),
      );
      assert.equal(
        fits(() => sent(schema, date)),
        isFitting,
        JSON.stringify(schema),
      );
      if (isFitting) assert.deepEqual(sent(schema, date), text, JSON.stringify(schema));
    }
  });

  it("may be sent as the text it is", () => {
    assert.equal(sent(TIME, TEXT), TEXT);
  });

  it("is refused where no text can say it, or where it is none", () => {
    assert.match(
      refusal(() => sent(TIME, new Date(8.64e15))),
      /must match format "date-time", got "\+275760-/,
    );
    assert.match(
      refusal(() => sent(OSLO, new Date("0000-01-01T00:00:00Z"))),
      /must match format "oslo-date-time"/,
    );
    assert.match(
      refusal(() => sent(TIME, 5)),
      /at \/x: must be string \(Date\), got 5/,
    );
    assert.match(
      refusal(() => sent(TIME, "soon")),
      /must match format "date-time", got "soon"/,
    );
    assert.match(
      refusal(() => arrived(TIME, "soon")),
      /must match format "date-time", got "soon"/,
    );
    assert.match(
      refusal(() => sent({ type: "string" }, DATE)),
      /at \/x: must be string, got a Date/,
    );
  });

  const textsOrTimes = (at: JsonSchema): JsonSchema => ({
    type: "object",
    properties: { at },
    required: ["at"],
  });

  it("is said to be no time, wherever it stands and whatever else is broken", () => {
    const never = new Date(Number.NaN);
    const expected = "must be a valid Date, got an invalid Date";
    for (const time of [TIME, OSLO]) {
      for (const [schema, value, pointer] of [
        [time, never, "/x"],
        [{ ...time, type: ["string", "null"], maxLength: 3, pattern: "^2" }, never, "/x"],
        [{ anyOf: [{ const: "never" }, { type: "null" }, time] }, never, "/x"],
        [{ anyOf: [time, { type: "string" }] }, never, "/x"],
        [{ oneOf: [{ type: "object" }, { allOf: [time] }] }, never, "/x"],
        [{ anyOf: [{ const: "Invalid Date" }, time] }, never, "/x"],
        [{ type: "array", items: { properties: { at: time } } }, [{ at: DATE }, { at: never }], "/x/1/at"],
        [{ type: "array", items: { anyOf: [{ type: "string" }, time] } }, [TEXT, never], "/x/1"],
        [{ anyOf: [textsOrTimes({ type: "string" }), textsOrTimes(time)] }, { at: never }, "/x/at"],
        [{ anyOf: [textsOrTimes(time), textsOrTimes({ type: "string" })] }, { at: never }, "/x/at"],
        [{ type: "object", properties: { "a/b": time } }, { "a/b": never }, "/x/a~1b"],
      ] as readonly [JsonSchema, unknown, string][]) {
        const told = (error: unknown) => (error as Error).message;
        const there = pointer.slice("/x".length) || "/";
        assert.ok(
          refusal(() => sent(schema, value)).endsWith(`at ${pointer}: ${expected}`),
          JSON.stringify(schema),
        );
        const server = methodOf(true, { result: schema });
        assert.throws(
          () => server.outgoingResult(value),
          (error) => told(error).endsWith(`at ${there}: must be a valid Date`),
          JSON.stringify(schema),
        );
        const notifications = [{ eventType: "e", priorities: ["info" as const], payload: schema }];
        const notifier = new NotificationValidator({ service: "S", notifications });
        assert.throws(
          () => notifier.outgoingPayload("e", value),
          (error) => told(error).endsWith(`at ${there}: ${expected}`),
          JSON.stringify(schema),
        );
      }
    }
  });

  it("may be a default, also inside an object", () => {
    const method = methodOf({ ...(TIME as object), default: TEXT }, { required: false });
    assert.deepEqual(method.withDefaults({}).x, DATE);
    const properties = { at: { ...(TIME as object), default: TEXT } };
    assert.deepEqual(arrived({ type: "object", properties }, {}), { at: DATE });
  });

  const NODE = { $ref: "#/$defs/Node" };
  const $defs = {
    Node: {
      type: "object",
      properties: { at: TIME, next: NODE, kind: { type: "string" } },
      anyOf: [{ required: ["kind"] }, { properties: { at: TIME }, required: ["at"] }],
    },
  } as const;
  const places: Readonly<Record<string, [JsonSchema, unknown, unknown]>> = {
    "a list": [{ type: "array", items: TIME }, [TEXT, TEXT], [DATE, DATE]],
    "a map": [{ type: "object", additionalProperties: TIME }, { a: TEXT }, { a: DATE }],
    "a map by pattern": [
      { type: "object", patternProperties: { "^a": TIME } },
      { a: TEXT, b: TEXT },
      { a: DATE, b: TEXT },
    ],
    "what nothing else looks at": [
      { type: "object", properties: { a: { type: "string" } }, unevaluatedProperties: TIME },
      { a: TEXT, b: TEXT },
      { a: TEXT, b: DATE },
    ],
    "what a list contains": [{ type: "array", contains: TIME }, [1, TEXT], [1, DATE]],
    "or null": [{ type: ["string", "null"], format: "date-time", programType: "Date" }, null, null],
    "an alternative": [{ anyOf: [TIME, { type: "integer" }] }, TEXT, DATE],
    "an alternative beside one that takes all but texts": [
      { anyOf: [{ not: { type: "string" } }, TIME] },
      TEXT,
      DATE,
    ],
    "an alternative beside any object": [{ anyOf: [{ type: "object" }, TIME] }, TEXT, DATE],
    "an object beside any object": [
      { type: "object", anyOf: [true, { properties: { at: TIME } }] },
      { at: TEXT },
      { at: DATE },
    ],
    "an alternative beside a constant": [{ oneOf: [{ const: "never" }, TIME] }, "never", "never"],
    "what several schemas say": [
      { allOf: [TIME, { minLength: 5 }, { anyOf: [TIME, { maxLength: 3 }] }], not: { const: "x" } },
      TEXT,
      DATE,
    ],
    "a condition": [
      {
        type: "object",
        properties: { at: TIME },
        if: { properties: { at: TIME }, required: ["at"] },
        // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema
        then: { properties: { at: TIME } },
      },
      { at: TEXT },
      { at: DATE },
    ],
    "members that alternatives name again": [
      {
        type: "object",
        properties: { at: TIME },
        oneOf: [
          { properties: { at: TIME, k: { const: 1 } } },
          { properties: { k: { const: 2 }, until: TIME } },
        ],
      },
      { at: TEXT, k: 2, until: TEXT },
      { at: DATE, k: 2, until: DATE },
    ],
    "a recursive object": [
      NODE,
      { at: TEXT, next: { kind: "k", next: { at: TEXT } } },
      { at: DATE, next: { kind: "k", next: { at: DATE } } },
    ],
  };
  for (const [what, [schema, text, value]] of Object.entries(places)) {
    it(`stands in ${what}`, () => {
      assert.deepEqual(arrived(schema, text, $defs), value);
      assert.deepEqual(sent(schema, value, $defs), text);
      assert.deepEqual(sent(schema, text, $defs), text);
    });
  }

  const objectOf = (properties: object, name = "O"): JsonSchema =>
    primitiveForm({ versionedObject: { name, namespace: "n", version: "1.0" }, properties });
  const wireOf = (data: object, name = "O") => ({
    "versioned_object.name": name,
    "versioned_object.namespace": "n",
    "versioned_object.version": "1.0",
    "versioned_object.data": data,
  });

  it("is a field of a versioned object, another one of which is a change", () => {
    const O = objectOf({ at: TIME });
    const wire = wireOf({ at: TEXT });
    const read = arrived({ $ref: "#/$defs/O" }, wire, { O }) as { at: Date };
    assert.deepEqual({ ...read }.at, DATE);
    assert.deepEqual(sent({ $ref: "#/$defs/O" }, read, { O }), wire);
    assert.deepEqual(changesOf({ ...read, at: new Date(DATE) }), []);
    assert.deepEqual(changesOf({ ...read, at: new Date(0) }), ["at"]);
    assert.deepEqual(changesOf({ ...read, at: runInNewContext("new Date(5)") }), ["at"]);
    assert.deepEqual(changesOf({ ...read, at: runInNewContext(`new Date("${TEXT}")`) }), []);
    assert.deepEqual(changesOf({ ...read, at: {} }), ["at"]);
  });

  const inObjects: Readonly<Record<string, [JsonSchema, unknown, unknown]>> = {
    "beside any object": [{ oneOf: [TIME, { type: ["object", "null"] }] }, TEXT, DATE],
    "beside an empty constant": [{ oneOf: [TIME, { const: {} }, { enum: [{}] }] }, TEXT, DATE],
    "in a list without duplicates": [
      { type: "array", uniqueItems: true, items: TIME },
      [TEXT, "1970-01-01T00:00:00.000Z"],
      [DATE, new Date(0)],
    ],
  };
  for (const [what, [schema, text, value]] of Object.entries(inObjects)) {
    it(`is a field of one of several versioned objects ${what}`, () => {
      const $defs = { O: objectOf({ at: schema, x: true }), P: objectOf({ at: schema, y: true }, "P") };
      const either = { anyOf: [{ $ref: "#/$defs/O" }, { $ref: "#/$defs/P" }] };
      assert.deepEqual((arrived(either, wireOf({ at: text }, "P"), $defs) as { at: unknown }).at, value);
      const written = sent(either, { at: value, y: 1 }, $defs);
      assert.deepEqual(written, {
        ...wireOf({ at: text, y: 1 }, "P"),
        "versioned_object.changes": ["at", "y"],
      });
    });
  }

  it("counts in a list without duplicates as the text it came as", () => {
    const O = objectOf({ at: { type: "array", uniqueItems: true, items: TIME } });
    const at = ["2026-01-02T03:04:05.000001Z", "2026-01-02T03:04:05.000002Z"];
    const orNull = { anyOf: [{ $ref: "#/$defs/O" }, { type: "null" }] };
    const read = arrived(orNull, wireOf({ at }), { O });
    assert.deepEqual((read as { at: unknown }).at, [DATE, DATE]);
    assert.deepEqual(sent(orNull, read, { O }), wireOf({ at }));
  });

  it("is no versioned object without fields, which is an alternative", () => {
    const O = objectOf({ at: TIME });
    assert.equal(sent({ anyOf: [{ $ref: "#/$defs/O" }, TIME] }, DATE, { O }), TEXT);
    assert.deepEqual(sent({ anyOf: [TIME, { $ref: "#/$defs/O" }] }, {}, { O }), wireOf({}));
  });
});
