import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonSchema } from "../../../src/definition/descriptor.js";
import { DefaultFiller } from "../../../src/validation/default-filler.js";
import { Definitions } from "../../../src/validation/definitions.js";
import { Mismatch } from "../../../src/validation/mismatch.js";
import { SchemaValidator } from "../../../src/validation/schema-validator.js";

const NODE = { $ref: "#/$defs/Node" };
const INT64 = { type: "integer", format: "int64" };
const FILLED = { type: "string", default: "x" };

const BOTH = { properties: { n: INT64, a: NODE } };
const NEXT = { properties: { a: NODE } };

/** Schemas with two parts that both lead to the next level. */
const bigints: Readonly<Record<string, JsonSchema>> = {
  allOf: { type: "object", allOf: [BOTH, NEXT] },
  patternProperties: {
    type: "object",
    ...BOTH,
    patternProperties: { "^[an]$": { anyOf: [NODE, INT64] } },
  },
  dependentSchemas: { type: "object", ...BOTH, dependentSchemas: { n: NEXT } },
};

/**
 * How often the innermost object of a value so deep is read until a server has it. All around it is made anew on the
 * way, so that what is made is read as what arrived is; it is complete itself, and stays what it is.
 */
function readsOf(Node: JsonSchema, depth: number): number {
  let reads = 0;
  const innermost = new Proxy(
    { n: 1n, d: "x" },
    {
      get: (object, name) => {
        reads += 1;
        return Reflect.get(object, name);
      },
    },
  );
  let value: object = innermost;
  for (let level = 0; level < depth; level += 1) value = { n: level, a: value };
  const definitions = new Definitions({ service: "S", $defs: { Node } });
  const validator = new SchemaValidator(NODE, definitions);
  const served = validator.acceptServed(value, new DefaultFiller(NODE, definitions, validator));
  assert.ok(!(served instanceof Mismatch), "refused");
  return reads;
}

function assertLinear(Node: JsonSchema): void {
  // So few levels that a test which fails does so within seconds.
  const [half, whole] = [8, 16].map((depth) => readsOf(Node, depth));
  assert.ok(Number(whole) < 2.4 * Number(half), `${half} and ${whole}`);
}

describe("the cost of a conversion", () => {
  for (const [what, Node] of Object.entries(bigints)) {
    it(`grows as the value does: bigints with ${what} at every level`, () => {
      assertLinear(Node);
    });
  }

  it("grows as the value does: defaults with allOf at every level", () => {
    assertLinear({
      type: "object",
      allOf: [{ properties: { d: FILLED, a: NODE } }, { properties: { a: NODE } }],
    });
  });
});
