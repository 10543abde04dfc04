import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isSubset } from "../../../src/subset/compare-schemas.js";
import { SetDefinitions } from "../../../src/subset/definitions.js";

const S = { type: "string" };
const I = { type: "integer" };
const N = { type: "number" };
const object = (properties: object, others: object = {}) => ({ type: "object", properties, ...others });
const array = (others: object) => ({ type: "array", ...others });
const text = (others: object) => ({ type: "string", ...others });
const integer = (others: object) => ({ type: "integer", ...others });
/** The formatter of tests takes an object with `then` for a promise. */
const condition = (test: unknown, ...results: unknown[]) =>
  Object.fromEntries([test, ...results].map((schema, index) => [["if", "then", "else"][index], schema]));
const number = (others: object) => ({ type: "number", ...others });
const kind = (name: string, others: object = {}) =>
  object({ kind: { const: name }, ...others }, { required: ["kind"], additionalProperties: false });

/** Pairs of schemas by the keywords that they are about; the first is within the second, or is not. */
const FAMILIES: Record<string, { yes: [unknown, unknown][]; no: [unknown, unknown][] }> = {
  bounds: {
    yes: [
      [integer({ exclusiveMinimum: 0 }), integer({ minimum: 1 })],
      [integer({ minimum: 0.5 }), integer({ exclusiveMinimum: 0 })],
      [integer({ exclusiveMaximum: 10 }), integer({ maximum: 9 })],
      [integer({ minimum: 1, maximum: 3 }), { enum: [1, 2, 3] }],
      [integer({ minimum: 0, exclusiveMaximum: 2 }), { enum: [0, 1, null] }],
      [{ enum: [1, 2, 3] }, integer({ minimum: 1, maximum: 3 })],
      [integer({ minimum: 2, maximum: 2 }), { const: 2 }],
      [number({ minimum: 5, maximum: 3 }), S],
      [{ anyOf: [integer({ minimum: 5 }), integer({ maximum: 4 })] }, I],
      [I, { anyOf: [integer({ minimum: 5 }), integer({ maximum: 4 })] }],
      [integer({ minimum: 0 }), { anyOf: [integer({ maximum: 3 }), integer({ exclusiveMinimum: 2 })] }],
    ],
    no: [
      [number({ exclusiveMinimum: 0 }), number({ minimum: 1 })],
      [integer({ minimum: 1, maximum: 4 }), { enum: [1, 2, 3] }],
      [integer({ minimum: 0 }), integer({ exclusiveMinimum: 0 })],
      [I, { anyOf: [integer({ minimum: 5 }), integer({ maximum: 3 })] }],
    ],
  },
  "values that can be listed": {
    yes: [
      [text({ maxLength: 0 }), { const: "" }],
      [text({ pattern: "^(foo|bar)$" }), { enum: ["foo", "bar"] }],
      [text({ pattern: "^a*$", maxLength: 2 }), { enum: ["", "a", "aa"] }],
      [number({ minimum: 1, maximum: 1 }), { const: 1 }],
      [number({ minimum: 0.5, maximum: 0.5 }), { enum: [0.5, 1] }],
      [object({}, { maxProperties: 0 }), { const: {} }],
      [
        object({ a: { type: "null" } }, { required: ["a"], additionalProperties: false }),
        { const: { a: null } },
      ],
      [object({ a: { enum: [1] } }, { additionalProperties: false }), { enum: [{}, { a: 1 }, { a: 2 }] }],
      [array({ items: { enum: [1, 2] }, minItems: 1, maxItems: 1 }), { enum: [[1], [2]] }],
      [array({ items: { const: 1 }, maxItems: 2 }), { enum: [[], [1], [1, 1]] }],
    ],
    no: [
      [{ const: 5 }, integer({ multipleOf: 2 })],
      [{ const: { a: 1 } }, object({}, { required: ["b"] })],
      [{ const: [1, "x"] }, array({ items: I })],
      [{ enum: ["xx", "x"] }, text({ minLength: 2 })],
      [text({ pattern: "^(foo|bar)$" }), { enum: ["foo"] }],
      [object({ a: { enum: [1] } }, { additionalProperties: false }), { const: { a: 1 } }],
      [array({ items: { const: 1 }, maxItems: 2 }), { enum: [[1], [1, 1]] }],
    ],
  },
  "texts of formats": {
    yes: [
      [text({ format: "date" }), text({ minLength: 10, maxLength: 10 })],
      [text({ format: "uuid" }), text({ maxLength: 36 })],
      [text({ format: "ipv4" }), text({ pattern: "^[0-9.]+$" })],
      [text({ format: "date-time" }), text({ pattern: "^\\d{4}-" })],
      [text({ format: "oslo-date-time" }), text({ maxLength: 26 })],
      [text({ format: "date", maxLength: 9 }), false],
    ],
    no: [
      [text({ format: "date" }), text({ maxLength: 9 })],
      [text({ format: "date-time" }), text({ maxLength: 19 })],
    ],
  },
  multipleOf: {
    yes: [
      [integer({ multipleOf: 10 }), integer({ multipleOf: 5 })],
      [integer({ multipleOf: 5, minimum: 1, maximum: 14 }), { enum: [5, 10] }],
      [I, number({ multipleOf: 0.5 })],
    ],
    no: [
      [integer({ multipleOf: 5 }), integer({ multipleOf: 10 })],
      [integer({ multipleOf: 7, minimum: 1000 }), integer({ multipleOf: 14 })],
      [number({ multipleOf: 0.01 }), number({ multipleOf: 0.1 })],
    ],
  },
  not: {
    yes: [
      [S, { not: { const: 3 } }],
      [text({ not: { enum: ["a", "b"] } }), text({ not: { const: "a" } })],
      [integer({ minimum: 5 }), { not: { enum: [1, 2] } }],
      [{ enum: ["c", "d"] }, text({ not: { enum: ["a", "b"] } })],
      [text({ not: { not: { minLength: 3 } } }), text({ minLength: 2 })],
      [text({ minLength: 3 }), { not: { not: text({ minLength: 2 }) } }],
      [{ not: { type: ["string", "null"] } }, { not: S }],
      [{ type: "string", not: S }, I],
      [text({ pattern: "^a" }), text({ not: { pattern: "^b" } })],
      [object({ a: S }, { required: ["a"] }), { not: object({ a: I }, { required: ["a"] }) }],
    ],
    no: [
      [S, { not: { const: "a" } }],
      [text({ not: { const: "a" } }), text({ not: { enum: ["a", "b"] } })],
      [integer({ minimum: 1 }), { not: { enum: [1, 2] } }],
      [object({}), { type: "object", not: { required: ["a"] } }],
      [{ not: S }, { not: { type: ["string", "null"] } }],
    ],
  },
  strings: {
    yes: [
      [text({ pattern: "^ab$" }), text({ pattern: "^a" })],
      [text({ pattern: "^[a-z]{1,8}$" }), text({ maxLength: 8 })],
      [text({ pattern: "^[a-z]{1,8}$" }), text({ minLength: 1 })],
      [text({ pattern: "^[a-z][a-z0-9-]*$" }), text({ pattern: "^[a-z0-9-]+$" })],
      [text({ pattern: "^(foo|bar)$" }), text({ pattern: "^[a-z]{3}$" })],
      [text({ minLength: 5, maxLength: 3 }), I],
      [text({ pattern: "^a$", minLength: 2 }), I],
      [text({ pattern: "^\\d+$" }), text({ pattern: "^[0-9]*$" })],
      [text({ minLength: 1 }), text({ pattern: "[^]" })],
    ],
    no: [
      [text({ pattern: "^[a-z0-9-]+$" }), text({ pattern: "^[a-z][a-z0-9-]*$" })],
      [text({ pattern: "^[a-z]+$" }), text({ maxLength: 8 })],
      [S, text({ format: "uuid" })],
      [text({ format: "uuid" }), text({ format: "date" })],
      [text({ pattern: "^[A-F0-9]{2}$" }), text({ pattern: "^[A-E0-9]{2}$" })],
      [text({ minLength: 400 }), text({ maxLength: 500 })],
      [text({ maxLength: 5 }), text({ pattern: "^.{0,4}$" })],
    ],
  },
  items: {
    yes: [
      [array({ maxItems: 1 }), array({ uniqueItems: true })],
      [array({ items: false }), array({ maxItems: 0 })],
      [array({ minItems: 3, maxItems: 2 }), I],
      [
        array({ prefixItems: [S, I], minItems: 2, items: false }),
        array({ items: { type: ["string", "integer"] } }),
      ],
      [array({ uniqueItems: true, items: { enum: ["a", "b"] } }), array({ maxItems: 2 })],
      [array({ items: S, minItems: 1 }), array({ contains: S })],
      [array({ contains: integer({ minimum: 3 }) }), array({ contains: I })],
      [array({ contains: I, minContains: 2 }), array({ contains: I })],
      [array({}), array({ contains: I, minContains: 0 })],
      [array({ contains: S }), array({ minItems: 1 })],
      [array({ contains: S, minContains: 0 }), array({})],
      [array({ items: S }), array({ contains: I, minContains: 0, maxContains: 1 })],
      [array({ contains: I, maxContains: 1 }), array({ contains: I, maxContains: 2 })],
      [array({ prefixItems: [S], unevaluatedItems: false }), array({ prefixItems: [S], items: false })],
      [array({ prefixItems: [S], items: false }), array({ prefixItems: [S], unevaluatedItems: false })],
    ],
    no: [
      [array({ items: S }), array({ items: S, uniqueItems: true })],
      [array({}), array({ contains: I })],
      [array({ contains: I }), array({ contains: integer({ minimum: 3 }) })],
      [array({ contains: I }), array({ contains: I, maxContains: 1 })],
      [array({ contains: I }), array({ contains: I, minContains: 2 })],
      [array({ prefixItems: [S, I] }), array({ prefixItems: [S, I], items: false })],
      [array({ prefixItems: [S] }), array({ prefixItems: [S], unevaluatedItems: false })],
      [array({ items: array({ items: S }) }), array({ items: array({ items: S, maxItems: 3 }) })],
    ],
  },
  members: {
    yes: [
      [object({ a: S }, { unevaluatedProperties: false }), object({ a: S }, { additionalProperties: false })],
      [object({ a: S }, { additionalProperties: false }), object({ a: S }, { unevaluatedProperties: false })],
      [object({ a: S }), object({ a: S }, { unevaluatedProperties: true })],
      [object({ a: false }, { required: ["a"] }), I],
      [object({}, { minProperties: 2, maxProperties: 1 }), I],
      [object({}, { propertyNames: false }), object({}, { maxProperties: 0 })],
      [object({ a: I }, { maxProperties: 0 }), object({ a: S }, { propertyNames: false })],
      [
        { type: "object", patternProperties: { "^x-y": S }, additionalProperties: false },
        { type: "object", patternProperties: { "^x": S }, additionalProperties: false },
      ],
      [
        { type: "object", propertyNames: { pattern: "^[a-c]$" } },
        { type: "object", patternProperties: { "^[a-z]$": true }, additionalProperties: false },
      ],
      [
        { type: "object", propertyNames: { enum: ["a", "b"] }, additionalProperties: S },
        object({ a: S, b: S }, { additionalProperties: false }),
      ],
      [
        { type: "object", dependentRequired: { a: ["b", "c"] } },
        { type: "object", dependentRequired: { a: ["b"] } },
      ],
      [
        object({ a: S, b: I }, { additionalProperties: false, required: ["a"] }),
        object({ a: S }, { additionalProperties: { type: ["integer", "null"] } }),
      ],
      [
        { allOf: [object({ a: S })], type: "object", unevaluatedProperties: false },
        object({ a: S }, { additionalProperties: false }),
      ],
      [
        object({ a: S }, { additionalProperties: false }),
        { allOf: [object({ a: S })], type: "object", unevaluatedProperties: false },
      ],
      [
        object({ a: S }, { additionalProperties: false }),
        object({ a: S }, { dependentSchemas: { b: { required: ["c"] } } }),
      ],
    ],
    no: [
      [object({}, { maxProperties: 1 }), object({}, { propertyNames: false })],
      [object({ a: S }), object({ a: S }, { unevaluatedProperties: false })],
      [
        { type: "object", patternProperties: { "^x": S }, additionalProperties: false },
        { type: "object", patternProperties: { "^x-y": S }, additionalProperties: false },
      ],
      [object({}), { type: "object", propertyNames: { pattern: "^[a-z]+$" } }],
      [object({ a: S, b: S }), { type: "object", dependentRequired: { a: ["b"] } }],
      [object({ a: S }), object({ a: S }, { dependentSchemas: { a: { required: ["c"] } } })],
      [object({ a: S }), object({ a: S }, { minProperties: 1 })],
      [object({ a: S }), object({ a: S }, { maxProperties: 1 })],
      [
        object({ a: object({ b: object({ c: I }) }) }),
        object({ a: object({ b: object({ c: integer({ maximum: 9 }) }) }) }),
      ],
      [
        { allOf: [object({ a: S })], type: "object" },
        { allOf: [object({ a: S })], type: "object", unevaluatedProperties: false },
      ],
    ],
  },
  choices: {
    yes: [
      [
        object({ kind: { enum: ["a", "b"] } }, { required: ["kind"], additionalProperties: false }),
        { anyOf: [kind("a"), kind("b"), kind("c")] },
      ],
      [
        object({ kind: { enum: ["a", "b"] } }, { required: ["kind"], additionalProperties: false }),
        { oneOf: [kind("a"), kind("b")] },
      ],
      [{ anyOf: [kind("a"), kind("b")] }, { oneOf: [kind("b"), kind("a")] }],
      [{ type: "boolean" }, { oneOf: [{ const: true }, { const: false }] }],
      [
        { type: "object", ...condition({ required: ["a"] }, { required: ["b"] }) },
        { type: "object", dependentRequired: { a: ["b"] } },
      ],
      [object({ a: S }, { additionalProperties: false }), condition({ required: ["b"] }, false)],
      [
        { type: ["string", "integer"], ...condition(S, { minLength: 2 }, { minimum: 3 }) },
        { anyOf: [text({ minLength: 1 }), integer({ minimum: 2 })] },
      ],
      [{ enum: [] }, I],
      [{ allOf: [S, I] }, { type: "null" }],
    ],
    no: [
      [{ anyOf: [kind("a"), kind("b")] }, { anyOf: [kind("a"), kind("c")] }],
      [{ anyOf: [S, text({ minLength: 2 })] }, { oneOf: [S, text({ minLength: 2 })] }],
      [{ type: ["string", "null"] }, { oneOf: [S, I] }],
      [object({}), { type: "object", ...condition({ required: ["a"] }, { required: ["b"] }) }],
      [N, condition(I, true, false)],
      [{ allOf: [kind("a", { x: S })] }, { allOf: [kind("a", { x: text({ maxLength: 3 }) })] }],
      [array({ items: { anyOf: [S, I] } }), array({ items: { anyOf: [S, { type: "null" }] } })],
    ],
  },
};

const side = (schema: unknown) => ({ schema, definitions: new SetDefinitions([]) });

describe("the comparison of two schemas, by families of keywords", () => {
  for (const [family, { yes, no }] of Object.entries(FAMILIES)) {
    it(`decides ${family}`, () => {
      const wrong = [
        ...yes.map((pair) => ["yes", pair] as const),
        ...no.map((pair) => ["no", pair] as const),
      ].filter(([answer, [one, other]]) => isSubset(side(one), side(other)).answer !== answer);
      assert.deepEqual(
        wrong.map(([answer, pair]) => `${answer}: ${JSON.stringify(pair)}`),
        [],
      );
    });
  }
});
