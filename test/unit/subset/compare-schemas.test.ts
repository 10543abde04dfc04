import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonSchema } from "../../../src/definition/descriptor.js";
import { isSubset, type Verdict } from "../../../src/subset/compare-schemas.js";
import { type SchemaOf, SetDefinitions } from "../../../src/subset/definitions.js";
import { FORMAT_SAMPLES } from "../../../src/subset/format-samples.js";
import { Definitions } from "../../../src/validation/definitions.js";
import { Mismatch } from "../../../src/validation/mismatch.js";
import { SchemaValidator } from "../../../src/validation/schema-validator.js";

const TREE = { type: "object", properties: { kids: { type: "array", items: { $ref: "#/$defs/Tree" } } } };
const DEFINITIONS = {
  Tree: TREE,
  OpenTree: {
    ...TREE,
    properties: { kids: { type: "array", items: { $ref: "#/$defs/OpenTree" } }, more: {} },
  },
  Name: { type: "string", minLength: 1 },
};

function side(schema: unknown): SchemaOf {
  const definitions = Object.entries(DEFINITIONS).map(([name, inner]) => ({ name, schema: inner }));
  return { schema, definitions: new SetDefinitions(definitions) };
}

function compare(one: unknown, other: unknown): Verdict {
  return isSubset(side(one), side(other));
}

const object = (properties: object, others: object = {}) => ({ type: "object", properties, ...others });
const A = { type: "string" };
const N = { type: "number" };
const I = { type: "integer" };
const I64 = { type: "integer", format: "int64" };
const shape = (kind: string, others: object = {}) =>
  object({ kind: { const: kind }, ...others }, { required: ["kind"] });

const SUBSETS: [unknown, unknown][] = [
  [A, {}],
  [false, A],
  [A, { type: ["string", "null"] }],
  [A, { anyOf: [A, { type: "null" }] }],
  [{ type: ["string", "null"] }, { oneOf: [A, { type: "null" }] }],
  [I, N],
  [I, I64],
  [{ const: 3 }, { type: "integer", maximum: 3 }],
  [{ enum: ["a", "b"] }, { enum: ["b", "a", "c"] }],
  [{ enum: ["a", 1], type: "string" }, A],
  [{ type: "boolean" }, { enum: [true, false] }],
  [
    { type: "number", minimum: 2, exclusiveMaximum: 3 },
    { type: "number", exclusiveMinimum: 1, maximum: 3 },
  ],
  [
    { type: "integer", multipleOf: 6 },
    { type: "number", multipleOf: 3 },
  ],
  [
    { type: "string", minLength: 2, maxLength: 3 },
    { type: "string", maxLength: 4 },
  ],
  [
    { type: "string", pattern: "^a$", maxLength: 9 },
    { type: "string", pattern: "^a$" },
  ],
  [{ type: "string", format: "uuid" }, A],
  [object({ a: A }, { required: ["a"] }), object({ a: A })],
  [object({ a: A, b: N }), object({ a: A })],
  [
    object({ a: A }, { additionalProperties: false }),
    object({ a: A, b: N }, { additionalProperties: false }),
  ],
  [
    object({ a: A }, { additionalProperties: I }),
    { type: "object", additionalProperties: { type: ["string", "number"] } },
  ],
  [
    object({}, { patternProperties: { "^x": A }, additionalProperties: false }),
    object({ y: N }, { patternProperties: { "^x": A }, additionalProperties: false }),
  ],
  [
    object({ a: A }, { additionalProperties: false }),
    { type: "object", propertyNames: { maxLength: 1 }, maxProperties: 1 },
  ],
  [
    { type: "array", items: A, minItems: 2 },
    { type: "array", items: { type: ["string", "null"] }, minItems: 1 },
  ],
  [
    { type: "array", prefixItems: [A, N], items: false },
    { type: "array", prefixItems: [A], items: N, maxItems: 2 },
  ],
  [
    { type: "array", uniqueItems: true, items: A },
    { type: "array", uniqueItems: true },
  ],
  [{ allOf: [A, { minLength: 3 }] }, { type: "string", minLength: 2 }],
  [{ $ref: "#/$defs/Name" }, A],
  [{ $ref: "#/$defs/Tree" }, { $ref: "#/$defs/OpenTree" }],
  [{ oneOf: [shape("a"), shape("b")] }, { oneOf: [shape("c"), shape("b"), shape("a")] }],
  [A, { not: { type: "number" } }],
  [
    { type: "object", not: { required: ["a"] }, maxProperties: 3 },
    { type: "object", not: { required: ["a"] } },
  ],
  [
    { type: "string", if: { minLength: 3 }, else: { pattern: "^a" }, maxLength: 5 },
    { if: { minLength: 3 }, else: { pattern: "^a" } },
  ],
  [object({ a: I64 }), object({ a: I64, b: {} })],
  [
    { dependentRequired: { a: ["b"] }, type: "object", required: ["b"] },
    { type: "object", dependentRequired: { a: ["b"] } },
  ],
];

const OTHERS: [unknown, unknown][] = [
  [{}, A],
  [{ type: ["string", "null"] }, A],
  [A, { enum: ["a"] }],
  [N, I],
  [I64, I],
  [
    { type: "integer", maximum: 3 },
    { type: "integer", maximum: 2 },
  ],
  [
    { type: "string", maxLength: 5 },
    { type: "string", maxLength: 4 },
  ],
  [A, { type: "string", format: "uuid" }],
  [A, { type: "string", pattern: "^[a-z]+$" }],
  [object({ a: A }), object({ a: A }, { required: ["a"] })],
  [object({ a: A }), object({ a: N })],
  [object({ a: A, b: A }), object({ a: A }, { additionalProperties: false })],
  [object({}), object({ a: A })],
  [object({ a: object({ b: A }) }), object({ a: object({ b: A }, { required: ["b"] }) })],
  [
    { type: "array", items: A },
    { type: "array", items: A, maxItems: 2 },
  ],
  [
    { type: "array", items: A },
    { type: "array", items: N },
  ],
  [
    { type: "array", items: A },
    { type: "array", prefixItems: [A, N] },
  ],
  [{ enum: ["a", "b"] }, { enum: ["a"] }],
  [{ $ref: "#/$defs/OpenTree" }, { type: "object", additionalProperties: false, properties: { kids: {} } }],
  [{ oneOf: [shape("a"), shape("b")] }, { oneOf: [shape("a")] }],
  [A, { not: { const: "a" } }],
  // What the object needs is certain to fit, though texts of two characters are counted in different ways.
  [
    object({ a: A, b: { type: "string", minLength: 2 } }, { required: ["b"] }),
    object({ a: N, b: { type: "string", minLength: 2 } }, { required: ["b"] }),
  ],
];

const UNKNOWN: [unknown, unknown][] = [
  [
    { type: "string", pattern: "^(?!x)a" },
    { type: "string", pattern: "^(?!y)a" },
  ],
  [{ $dynamicRef: "#a" }, { $dynamicRef: "#a" }],
  // NaN passes a schema that says nothing, and none with a limit.
  ...[{ uniqueItems: false }, { unevaluatedItems: true }].map((idle): [unknown, unknown] => [
    idle,
    { minLength: 0 },
  ]),
];

describe("the comparison of two schemas", () => {
  it("proves that one is within the other", () => {
    for (const [one, other] of SUBSETS)
      assert.equal(compare(one, other).answer, "yes", JSON.stringify([one, other]));
  });

  it("finds a value for proof when it is not", () => {
    for (const [one, other] of OTHERS) {
      const verdict = compare(one, other);
      const label = JSON.stringify([one, other]);
      assert.ok(verdict.answer === "no", label);
      assert.ok(isValid(one, verdict.example) && !isValid(other, verdict.example), label);
    }
  });

  it("finds it among many alternatives, and beside much that differs further down", () => {
    const inSet = (definitions: Record<string, unknown>) => ({
      schema: definitions.Root,
      definitions: new SetDefinitions(
        Object.entries(definitions).map(([name, inner]) => ({ name, schema: inner as JsonSchema })),
      ),
    });
    const kinds = (count: number, members: (index: number) => object) =>
      Array.from({ length: count }, (_, index) => {
        const properties = { kind: { const: `k${index}` }, name: A, label: ref("Text"), ...members(index) };
        return object(properties, { required: ["kind", "name", "label"], additionalProperties: false });
      });
    const ref = (name: string) => ({ $ref: `#/$defs/${name}` });
    const names = Array.from({ length: 40 }, (_, index) => `part${index}`);
    const Text = {
      oneOf: [A, object({ text: A, key: A }, { required: ["text"], additionalProperties: false })],
    };
    const closed = { additionalProperties: false };
    const pairs: Record<string, (isLater: boolean) => Record<string, unknown>> = {
      "near the top, of what is used deep in each alternative": (isLater) => ({
        Root: object({ list: { type: "array", items: ref("Item") }, extra: ref("Extra") }, closed),
        Item: {
          oneOf: kinds(21, () => ({ more: ref("Extra"), many: { type: "array", items: ref("Text") } })),
        },
        Extra: {
          type: isLater ? "object" : ["object", "null"],
          additionalProperties: { not: { type: "null" } },
        },
        Text,
      }),
      "in one alternative of many": (isLater) => ({
        Root: object({ all: { additionalProperties: ref("Item") } }),
        Item: object(
          { kind: A },
          {
            required: ["kind"],
            oneOf: [
              ...kinds(15, (index) => ({ path: isLater && index === 9 ? { ...A, format: "uuid" } : A })),
              object({}, { required: ["kind"], not: { properties: { kind: { ...A, pattern: "^k\\d+$" } } } }),
            ],
          },
        ),
        Text,
      }),
      "in one of many members that lead back to all": (isLater) => ({
        Root: object({ rules: ref("Rules") }, closed),
        Rules: {
          type: "array",
          uniqueItems: true,
          items: object(Object.fromEntries(names.map((name) => [name, ref("Region")])), closed),
        },
        Region: {
          oneOf: [
            { ...A, minLength: 1 },
            object({ start: A, ...(isLater ? {} : { end: A }), rules: ref("Rules") }, closed),
          ],
        },
      }),
    };
    for (const [what, pair] of Object.entries(pairs)) {
      const [one, other] = [inSet(pair(false)), inSet(pair(true))];
      const verdict = isSubset(one, other);
      assert.equal(verdict.answer, "no", what);
    }
  });

  it("says when it cannot tell", () => {
    for (const [one, other] of UNKNOWN) {
      assert.equal(compare(one, other).answer, "unknown", JSON.stringify([one, other]));
    }
  });

  it("knows samples of formats that the validator takes for what they are", () => {
    for (const [format, { good, bad }] of FORMAT_SAMPLES) {
      assert.ok(isValid({ type: "string", format }, good), format);
      if (bad !== undefined) assert.ok(!isValid({ type: "string", format }, bad), format);
    }
  });

  it("ends with schemas of which each leads to every other, and with long ways from one to the next", () => {
    const web = (length: number, leadsTo: (index: number) => readonly number[], last: object) => {
      const list = Array.from({ length }, (_, index) => {
        const refs = leadsTo(index).map((other) => [`p${other}`, { $ref: `#/$defs/T${other}` }]);
        return {
          name: `T${index}`,
          schema: object(Object.fromEntries(refs), index + 1 === length ? last : {}),
        };
      });
      return { schema: { $ref: "#/$defs/T0" }, definitions: new SetDefinitions(list) };
    };
    for (const [length, leadsTo] of [
      [30, () => Array.from({ length: 30 }, (_, index) => index)],
      [5000, (index: number) => [(index + 1) % 5000]],
    ] as const) {
      const [one, other] = [web(length, leadsTo, {}), web(length, leadsTo, {})];
      assert.equal(isSubset(one, other).answer, "yes");
      assert.notEqual(isSubset(one, web(length, leadsTo, { required: ["more"] })).answer, "yes");
    }
  });

  it("ends with schemas that branch without end", () => {
    const wide = Array.from({ length: 30 }, (_, index) => ({ type: "string", minLength: index }));
    const all = { allOf: Array.from({ length: 12 }, () => ({ anyOf: wide })) };
    assert.notEqual(compare(all, { ...all, maxLength: 3 }).answer, "yes");
  });
});

/** What this library's validator says. */
export function isValid(schema: unknown, value: unknown): boolean {
  const definitions = new Definitions({ service: "S", $defs: DEFINITIONS });
  const validator = new SchemaValidator(schema as boolean, definitions);
  return !(validator.acceptArriving(value) instanceof Mismatch);
}
