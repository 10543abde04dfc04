import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonSchema, MethodDescriptor } from "../../../src/definition/descriptor.js";
import { ServiceValidator } from "../../../src/validation/service-validator.js";

const $defs: Record<string, JsonSchema> = {
  mode: { type: "string", default: "fast" },
  tree: {
    type: "object",
    properties: {
      size: { type: "integer", default: 1 },
      children: { type: "array", items: { $ref: "#/$defs/tree" } },
    },
  },
};

/** The arguments of a method with one optional parameter `p`, as a server takes them. */
function served(schema: JsonSchema, args: unknown, required = false): unknown {
  const params = [{ name: "p", required, schema }];
  const method: MethodDescriptor = { name: "m", kind: "call", since: "1.0", params, errors: [] };
  const validator = new ServiceValidator({ service: "S", methods: [method], $defs }).method("m");
  assert.ok(validator);
  return validator.incomingArguments(validator.withDefaults(args));
}

describe("the default of a schema", () => {
  it("stands in for an argument that is absent, and for no other", () => {
    const schema = { type: ["string", "null"], default: "d" };
    assert.deepEqual(served(schema, {}), { p: "d" });
    assert.deepEqual(served(schema, { p: null }), { p: null });
    assert.deepEqual(served(schema, { p: "x" }), { p: "x" });
    assert.deepEqual(served({ default: null }, {}), { p: null });
    assert.throws(() => served(schema, {}, true), /is required/);
    assert.deepEqual(served({ type: "string" }, {}), {});
  });

  it("may be that of the schema it refers to, and its own counts more", () => {
    assert.deepEqual(served({ $ref: "#/$defs/mode" }, {}), { p: "fast" });
    assert.deepEqual(served({ $ref: "#/$defs/mode", default: "slow" }, {}), { p: "slow" });
  });

  it("stands in for absent members, at any depth", () => {
    const tree = { $ref: "#/$defs/tree" };
    assert.deepEqual(served(tree, { p: { children: [{}, { size: 5, children: [{}] }] } }), {
      p: { size: 1, children: [{ size: 1 }, { size: 5, children: [{ size: 1 }] }] },
    });
    const nested = { properties: { a: { default: {}, properties: { b: { default: 2 } } } } };
    assert.deepEqual(served({ allOf: [nested] }, { p: {} }), { p: { a: { b: 2 } } });
    assert.deepEqual(served({ prefixItems: [nested], items: tree }, { p: [{}, {}] }), {
      p: [{ a: { b: 2 } }, { size: 1 }],
    });
    assert.deepEqual(served({ additionalProperties: tree }, { p: { x: {} } }), { p: { x: { size: 1 } } });
  });

  it("does not apply where it is open which schema is meant", () => {
    const alternative = { properties: { a: { default: 1 } } };
    for (const schema of [{ anyOf: [alternative] }, { oneOf: [alternative] }, { if: alternative }]) {
      assert.deepEqual(served(schema, { p: {} }), { p: {} });
    }
  });

  it("is a fresh copy each time, changes nothing that arrived, and becomes a bigint where it must", () => {
    const schema = { type: "object", properties: { list: { default: [] } } };
    const args = { p: {} };
    const [first, second] = [served(schema, args), served(schema, args)] as { p: { list: unknown[] } }[];
    first?.p.list.push(1);
    assert.deepEqual([second, args], [{ p: { list: [] } }, { p: {} }]);
    assert.deepEqual(served({ type: "integer", format: "int64", default: 7 }, {}), { p: 7n });
  });

  it("leaves what is no object of arguments for the check to refuse", () => {
    for (const args of [null, 1, "a", []])
      assert.throws(() => served({ default: 1 }, args), /must be object/);
  });
});
