import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonSchema } from "../../../src/definition/descriptor.js";
import { Definitions } from "../../../src/validation/definitions.js";
import { Mismatch } from "../../../src/validation/mismatch.js";
import { SchemaValidator } from "../../../src/validation/schema-validator.js";

/** More than V8's parser takes of one expression. */
const SIZE = 2_000;
const LAST = SIZE - 1;
const numbers = Array.from({ length: SIZE }, (_, index) => index);
const integer: JsonSchema = { type: "integer" };

type Entry = readonly [name: string, value: unknown];
const object = (entry: (index: number) => Entry) => Object.fromEntries(numbers.map(entry));
const members = (count = SIZE) =>
  Object.fromEntries(numbers.slice(0, count).map((index) => [`p${index}`, 1]));
const names = numbers.map((index) => `p${index}`);
const tagged = (index: number) => ({ type: "object", properties: { k: { const: index } }, required: ["k"] });
const nested = (wrap: (inner: JsonSchema) => JsonSchema, count: number) =>
  numbers.slice(0, count).reduce<JsonSchema>(wrap, integer);

interface Case {
  readonly schema: JsonSchema;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly good: unknown;
  readonly bad: unknown;
  /** Where and what the bad one breaks. */
  readonly says: readonly [pointer: string, expected: RegExp];
}

/** Each definition leads to the next by what `link` makes of it. */
function chain(link: (next: JsonSchema) => JsonSchema, length = SIZE): Readonly<Record<string, JsonSchema>> {
  const next = (index: number) => ({ $ref: `#/$defs/D${index + 1}` });
  const last = length - 1;
  return Object.fromEntries(
    Array.from({ length }, (_, index) => [`D${index}`, index === last ? integer : link(next(index))]),
  );
}

const start = { $ref: "#/$defs/D0" };
const notInteger: readonly [string, RegExp] = ["", /must be integer/];

const cases: Readonly<Record<string, Case>> = {
  "enum of strings": {
    schema: { enum: names },
    good: `p${LAST}`,
    bad: "q",
    says: ["", /must be one of \["p0"/],
  },
  "enum of objects": {
    schema: { enum: numbers.map((a) => ({ a, b: [a] })) },
    good: { b: [LAST], a: LAST },
    bad: { a: 1, b: [2] },
    says: ["", /must be one of \[\{"a":0/],
  },
  properties: {
    schema: { type: "object", properties: object((index) => [`p${index}`, integer]) },
    good: members(),
    bad: { [`p${LAST}`]: "x" },
    says: [`/p${LAST}`, /must be integer/],
  },
  "properties and no others": {
    schema: { properties: object((index) => [`p${index}`, integer]), additionalProperties: false },
    good: { [`p${LAST}`]: 1 },
    bad: { "a/b": 1 },
    says: ["/a~1b", /must not be there/],
  },
  "properties and others": {
    schema: {
      properties: object((index) => [`p${index}`, integer]),
      additionalProperties: { type: "string" },
    },
    good: { p0: 1, q: "x" },
    bad: { p0: 1, q: 1 },
    says: ["/q", /must be string/],
  },
  required: {
    schema: { type: "object", required: names },
    good: members(),
    bad: members(LAST),
    says: ["", /required property 'p1999'/],
  },
  "required properties": {
    schema: {
      type: "object",
      required: names,
      properties: object((index) => [`p${index}`, integer]),
      additionalProperties: false,
    },
    good: members(),
    bad: { ...members(), [`p${LAST}`]: null },
    says: [`/p${LAST}`, /must be integer/],
  },
  patternProperties: {
    schema: { patternProperties: object((index) => [`^p${index}$`, integer]), additionalProperties: false },
    good: { ...members(100), [`p${LAST}`]: 1 },
    bad: { p1: 1, q: 1 },
    says: ["/q", /must not be there/],
  },
  "one pattern, many properties": {
    schema: {
      properties: object((index) => [`p${index}`, integer]),
      patternProperties: { "^q": integer },
      additionalProperties: false,
    },
    good: { p1: 1, q1: 1 },
    bad: { p1: 1, q1: "x" },
    says: ["/q1", /must be integer/],
  },
  propertyNames: {
    schema: { propertyNames: { enum: names } },
    good: members(),
    bad: { p1: 1, q: "p1" },
    says: ["/q", /must be one of|property names/],
  },
  dependentRequired: {
    schema: { dependentRequired: object((index) => [`a${index}`, [`b${index}`]]) },
    good: { a1: 1, b1: 1 },
    bad: { [`a${LAST}`]: 1 },
    says: ["", /must have properties b1999 when property a1999 is present/],
  },
  "dependentRequired of many": {
    schema: { dependentRequired: { a: names } },
    good: { a: 1, ...members() },
    bad: { a: 1, ...members(LAST) },
    says: ["", /when property a is present|must have properties p0/],
  },
  dependentSchemas: {
    schema: { dependentSchemas: object((index) => [`a${index}`, { required: [`b${index}`] }]) },
    good: { a1: 1, b1: 1 },
    bad: { [`a${LAST}`]: 1 },
    says: ["", /required property 'b1999'/],
  },
  anyOf: {
    schema: { anyOf: numbers.map(tagged) },
    good: { k: LAST },
    bad: { k: "x" },
    says: ["/k", /must be (?:one of 0, 1|integer)/],
  },
  oneOf: {
    schema: { oneOf: numbers.map(tagged) },
    good: { k: LAST },
    bad: { k: -1 },
    says: ["/k", /must be (?:one of 0, 1|integer)/],
  },
  "oneOf, twice": {
    schema: { oneOf: [...numbers.map(tagged), { required: ["j"] }] },
    good: { j: 1 },
    bad: { j: 1, k: 5 },
    says: ["", /exactly one/],
  },
  allOf: {
    schema: { allOf: numbers.map((minimum) => ({ minimum })) },
    good: SIZE,
    bad: LAST - 1,
    says: ["", /must be >= 1999/],
  },
  prefixItems: {
    schema: { type: "array", prefixItems: numbers.map(() => integer), items: { type: "string" } },
    good: [...numbers, "x"],
    bad: [...numbers, "x", 5],
    says: [`/${SIZE + 1}`, /must be string/],
  },
  "prefixItems and no others": {
    schema: { prefixItems: numbers.map(() => integer), items: false },
    good: numbers.slice(0, 100),
    bad: [...numbers.slice(0, 100), "x"],
    says: ["/100", /must be integer/],
  },
  "schemas inside each other": {
    schema: nested((inner) => ({ type: "object", properties: { a: inner } }), 250),
    good: { a: { a: {} } },
    bad: { a: { a: 1 } },
    says: ["/a/a", /must be object/],
  },
  "lists inside each other": {
    schema: nested((items) => ({ type: "array", minItems: 1, items }), 500),
    good: numbers.slice(0, 500).reduce<unknown>((inner) => [inner], 1),
    bad: [[[]]],
    says: ["/0/0", /fewer than 1/],
  },
  "a chain of refs": { schema: start, $defs: chain((next) => next), good: 1, bad: "x", says: notInteger },
  "a long chain of refs": {
    schema: start,
    $defs: chain((next) => next, 5_000),
    good: 1,
    bad: "x",
    says: notInteger,
  },
  "a chain of refs beside other keywords": {
    schema: start,
    $defs: chain((next) => ({ maximum: 10, ...(next as object) })),
    good: 1,
    bad: 1.5,
    says: notInteger,
  },
  "a chain of members": {
    schema: start,
    $defs: chain((next) => ({ type: "object", properties: { a: next } })),
    good: { a: { a: {} } },
    bad: { a: { a: 1 } },
    says: ["/a/a", /must be object/],
  },
  "a chain of alternatives": {
    schema: start,
    $defs: chain((next) => ({ anyOf: [{ type: "null" }, next] })),
    good: 1,
    bad: "x",
    says: ["", /must be (null|integer)/],
  },
};

function validatorOf(schema: JsonSchema, $defs: Case["$defs"] = {}): SchemaValidator {
  return new SchemaValidator(schema, new Definitions({ service: "S", $defs }));
}

describe("a schema that is large", () => {
  for (const [name, one] of Object.entries(cases)) {
    it(`is compiled in parts, and says what is wrong: ${name}`, () => {
      const validator = validatorOf(one.schema, one.$defs);
      assert.equal(validator.acceptArriving(one.good), one.good);
      const mismatch = validator.acceptArriving(one.bad);
      assert.ok(mismatch instanceof Mismatch);
      assert.equal(mismatch.pointer, one.says[0]);
      assert.match(mismatch.expected, one.says[1]);
    });
  }

  it("converts integers of 64 bits", () => {
    const int64: JsonSchema = { type: "integer", format: "int64" };
    const properties = object((index) => [`p${index}`, int64]);
    const alternatives = numbers
      .slice(0, 200)
      .map((k) => ({ properties: { k: { const: k }, v: int64 }, required: ["k"] }));
    for (const [schema, value, expected] of [
      [{ properties }, { p1999: 7 }, { p1999: 7n }],
      [{ oneOf: alternatives }, { k: 150, v: 7 }, { k: 150, v: 7n }],
    ] as const) {
      assert.deepEqual(validatorOf(schema).acceptArriving(value), expected);
    }
  });
});
