import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonSchema } from "../../../src/definition/descriptor.js";
import { Definitions } from "../../../src/validation/definitions.js";
import { Mismatch } from "../../../src/validation/mismatch.js";
import { SchemaValidator } from "../../../src/validation/schema-validator.js";

const NODE = { $ref: "#/$defs/Node" };
const INT64 = { type: "integer", format: "int64" };
const TIME = { type: "string", format: "date-time", programType: "Date" };
const BOTH = { properties: { a: NODE, n: INT64 } };

/** What no level of the value is, which is seen when all in it was looked at. */
const OTHER = { properties: { a: NODE, n: { type: "string" } } };

/** Alternatives that nothing tells apart before their end, at every level. */
const recursive: Readonly<Record<string, JsonSchema>> = {
  anyOf: { type: "object", anyOf: [OTHER, BOTH] },
  oneOf: { type: "object", oneOf: [OTHER, BOTH, OTHER] },
  not: { type: "object", properties: { a: NODE, n: INT64 }, not: OTHER },
  if: { type: "object", if: OTHER, else: BOTH },
  "anyOf in a closed object": { type: "object", anyOf: [OTHER, BOTH], unevaluatedProperties: false },
  "anyOf beside times": {
    type: "object",
    properties: { at: TIME },
    anyOf: [OTHER, { properties: { a: NODE, n: true } }],
  },
};

/** A value so many levels deep, and how often its members are read. */
function counted(depth: number, innermost: object): { readonly value: object; reads(): number } {
  let reads = 0;
  const watched = (target: object): object =>
    new Proxy(target, {
      get: (object, name) => {
        reads += 1;
        return Reflect.get(object, name);
      },
    });
  let value = watched(innermost);
  for (let level = 0; level < depth; level += 1) value = watched({ n: level, a: value });
  return { value, reads: () => reads };
}

function readsOf(
  schema: JsonSchema,
  $defs: Readonly<Record<string, JsonSchema>>,
  depth: number,
  isRight: boolean,
) {
  const validator = new SchemaValidator(schema, new Definitions({ service: "S", $defs }));
  const { value, reads } = counted(depth, isRight ? { n: 1 } : { n: "1" });
  const answer = validator.acceptArriving(value);
  assert.equal(answer instanceof Mismatch, !isRight);
  if (answer instanceof Mismatch) assert.doesNotMatch(answer.expected, /too long/);
  return reads();
}

describe("the cost of a check", () => {
  for (const [what, Node] of Object.entries(recursive)) {
    it(`grows as the value does: ${what} at every level`, () => {
      const [half, whole] = [100, 200].map((depth) => readsOf(NODE, { Node }, depth, true));
      assert.ok(Number(whole) < 2.4 * Number(half), `${half} and ${whole}`);
    });
  }

  it("grows as the value does where it does not fit", () => {
    const Node = recursive.oneOf ?? false;
    const [half, whole] = [100, 200].map((depth) => readsOf(NODE, { Node }, depth, false));
    assert.ok(Number(whole) < 2.4 * Number(half), `${half} and ${whole}`);
  });

  it("grows as the value does where definitions lead to each other by two ways each", () => {
    const reads = (depth: number) => {
      const $defs = Object.fromEntries(
        Array.from({ length: depth }, (_, level): [string, JsonSchema] => {
          const a = level + 1 < depth ? { $ref: `#/$defs/D${level + 1}` } : true;
          const anyOf = [
            { properties: { a, n: { type: "string" } } },
            { properties: { a, n: { type: "integer" } } },
          ];
          return [`D${level}`, { type: "object", anyOf }];
        }),
      );
      return readsOf({ $ref: "#/$defs/D0" }, $defs, depth, true);
    };
    const [half, whole] = [20, 40].map(reads);
    assert.ok(Number(whole) < 2.4 * Number(half), `${half} and ${whole}`);
  });
});
