import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonSchema } from "../../../src/definition/descriptor.js";
import { COMPILE_LIMITS, type CompileLimits } from "../../../src/validation/compile/limits.js";
import { type CompiledSchema, SchemaCompiler } from "../../../src/validation/compile/schema-compiler.js";
import { Definitions } from "../../../src/validation/definitions.js";
import { Mismatch } from "../../../src/validation/mismatch.js";
import { SchemaValidator } from "../../../src/validation/schema-validator.js";
import { allowVisits } from "../../../src/validation/visit-budget.js";

const DEPTH = 200;
const NODE = { $ref: "#/$defs/Node" };
const MEMBER = { properties: { a: NODE } };
/** So that a list of three is a long one. */
const IN_PARTS: CompileLimits = { together: 0, height: 16, list: 2, inlineHeight: 8, inlineDepth: 2 };

type SchemaMap = Readonly<Record<string, JsonSchema>>;

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const nested = (wrap: (inner: unknown) => unknown, innermost: unknown): unknown =>
  numbers(DEPTH).reduce<unknown>(wrap, innermost);
const inObjects = nested((a) => ({ a }), {});
const inLists = nested((item) => [item], []);

function definitionsOf($defs: SchemaMap): Definitions {
  return new Definitions({ service: "S", $defs });
}

function compiled($defs: SchemaMap, limits: CompileLimits): CompiledSchema {
  const bundle = definitionsOf($defs).bundle(NODE, "bigint");
  return new SchemaCompiler(bundle, limits).compile(bundle.schema);
}

/** Each of them leads to itself by one way only, so that a value is to be visited once at each of its levels. */
const forms: Readonly<Record<string, { readonly node: JsonSchema; readonly value: unknown }>> = {
  oneOf: { node: { oneOf: [MEMBER, false, false] }, value: inObjects },
  "oneOf in oneOf": { node: { oneOf: [{ oneOf: [false, MEMBER, false] }, false, false] }, value: inObjects },
  anyOf: { node: { anyOf: [false, false, MEMBER] }, value: inObjects },
  allOf: { node: { allOf: [MEMBER, true, true] }, value: inObjects },
  not: { node: { not: { not: MEMBER } }, value: inObjects },
  if: { node: { if: MEMBER, else: false }, value: inObjects },
  // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema
  then: { node: { if: { type: "object" }, then: MEMBER }, value: inObjects },
  dependentSchemas: { node: { dependentSchemas: { a: MEMBER, b: true, c: true } }, value: inObjects },
  properties: { node: { properties: { a: NODE, b: NODE, c: NODE }, required: [] }, value: inObjects },
  patternProperties: {
    node: { patternProperties: { "^a": NODE, "^b": NODE, "^c": NODE } },
    value: inObjects,
  },
  additionalProperties: {
    node: { properties: { b: NODE, c: NODE, d: NODE }, additionalProperties: NODE },
    value: inObjects,
  },
  unevaluatedProperties: { node: { unevaluatedProperties: NODE }, value: inObjects },
  items: { node: { prefixItems: [NODE, NODE, NODE], items: NODE }, value: inLists },
  contains: { node: { anyOf: [{ maxItems: 0 }, { contains: NODE }, false] }, value: inLists },
};

describe("the check of a recursive schema", () => {
  for (const [name, { node, value }] of Object.entries(forms)) {
    for (const [how, limits] of Object.entries({ "in one piece": COMPILE_LIMITS, "in parts": IN_PARTS })) {
      it(`visits each level once: ${name}, compiled ${how}`, () => {
        const schema = compiled({ Node: node }, limits);
        allowVisits(DEPTH + 1);
        assert.ok(schema.check(value));
      });
    }
  }

  const alternative = (k: number): JsonSchema => ({
    type: "object",
    properties: { k: { const: k }, a: NODE },
    required: ["k"],
    additionalProperties: false,
  });
  for (const keyword of ["oneOf", "anyOf"]) {
    const value = nested((a) => ({ k: 3, a }), { k: 5 });
    const wrong = nested((a) => ({ k: 3, a }), { k: -1 });

    it(`visits each level once: ${keyword} of hundreds`, () => {
      const schema = compiled({ Node: { [keyword]: numbers(420).map(alternative) } }, COMPILE_LIMITS);
      for (const [one, expected] of [
        [value, true],
        [wrong, false],
      ] as const) {
        allowVisits(DEPTH + 1);
        assert.equal(schema.check(one), expected);
      }
    });

    it(`visits each level and each definition once: ${keyword} of refs`, () => {
      const refs = numbers(70).map((k) => [`E${k}`, alternative(k)] as const);
      const node = { [keyword]: refs.map(([name]) => ({ $ref: `#/$defs/${name}` })) };
      const schema = compiled({ Node: node, ...Object.fromEntries(refs) }, COMPILE_LIMITS);
      allowVisits((DEPTH + 1) * (refs.length + 1));
      assert.ok(schema.check(value));
    });
  }

  it("says of a oneOf in parts what is wrong inside", () => {
    const node = { oneOf: numbers(100).map(alternative) };
    const validator = new SchemaValidator(NODE, definitionsOf({ Node: node }));
    const answer = validator.acceptArriving({ k: 1, a: { k: 100 } });
    assert.ok(answer instanceof Mismatch);
    assert.equal(answer.pointer, "/a/k");
  });

  it("ends when each visit tries too many alternatives, and only if it is recursive", () => {
    const many = (last: JsonSchema) => ({ anyOf: [...numbers(20_000).map(() => false), last] });
    const values = numbers(1_000).map(() => ({}));
    const check = (schema: JsonSchema) =>
      new SchemaValidator({ items: schema }, definitionsOf({ Node: many(MEMBER) })).acceptArriving(values);
    const answer = check(NODE);
    assert.ok(answer instanceof Mismatch);
    assert.match(answer.expected, /takes too long to check/);
    assert.equal(check(many({ type: "object" })), values);
  });
});
