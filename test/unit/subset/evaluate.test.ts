import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonObject } from "../../../src/json/json-object.js";
import { SetDefinitions } from "../../../src/subset/definitions.js";
import { accepts } from "../../../src/subset/evaluate.js";
import { schemaLadder } from "../../support/schema-ladder.js";

const LEVELS = 12;
const TREE = { $ref: "#/$defs/Tree" };

/** Members that were asked for of a value as deep as {@link LEVELS}, which only the last alternative accepts. */
function readsOf(schema: JsonObject): number {
  let reads = 0;
  const node = (inner: unknown): object => ({
    get inner() {
      reads += 1;
      return inner;
    },
  });
  const value = Array.from({ length: LEVELS }).reduce<unknown>(node, null);
  const definitions = new SetDefinitions([{ name: "Tree", schema: schema as JsonObject }]);
  assert.equal(accepts(definitions, TREE, value), true);
  return reads;
}

describe("what a schema accepts", () => {
  const object = (more: object) => ({ type: ["object", "null"], properties: { inner: TREE }, ...more });
  const choices = [{ required: ["a"] }, { required: ["b"] }, {}].map((more) =>
    object({ type: "object", ...more }),
  );
  const schemas: Readonly<Record<string, JsonObject>> = {
    anyOf: { anyOf: [...choices, { type: "null" }] },
    oneOf: { oneOf: [...choices, { type: "null" }] },
    allOf: { allOf: [object({}), object({})] },
    if: object({ if: object({}), else: false }),
  };
  for (const [keyword, schema] of Object.entries(schemas)) {
    it(`is asked once of a value inside others, however deep it is: ${keyword}`, () => {
      const reads = readsOf(schema);
      assert.ok(reads <= 4 * LEVELS, `${reads} reads`);
    });
  }

  it("is asked once of each schema, however many ways lead to it", () => {
    const levels = 16;
    for (const value of ["text", {}]) {
      const ladder = schemaLadder("anyOf", levels, [{ type: "null" }, { type: "null" }]);
      assert.equal(accepts(ladder.definitions, ladder.schema, value), false);
      assert.ok(ladder.reads < 2 ** (levels - 4), `${ladder.reads} reads`);
    }
  });

  it("is known also where the same was asked too far down before", () => {
    const length = 200;
    const named = Array.from({ length }, (_, index) => ({
      name: `A${index}`,
      schema: index === length - 1 ? { type: "object" } : { allOf: [{ $ref: `#/$defs/A${index + 1}` }] },
    }));
    const definitions = new SetDefinitions(named);
    const value = {};
    assert.equal(accepts(definitions, named[0]?.schema, value), undefined);
    assert.equal(accepts(definitions, named[length / 2]?.schema, value), true);
  });
});
