import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonSchema, MethodDescriptor } from "../../../src/definition/descriptor.js";
import { ServiceValidator } from "../../../src/validation/service-validator.js";

const $defs: Record<string, JsonSchema> = {
  endless: { type: "object", properties: { inner: { $ref: "#/$defs/endless", default: {} } } },
  mode: { type: "string", default: "fast" },
  full: {
    properties: { w: { default: 1 }, c: { type: "array", items: { $ref: "#/$defs/full" } } },
    maxProperties: 2,
  },
  closed: { properties: { a: true }, additionalProperties: false },
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
  return validator.withDefaults(args);
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

  it("has an end where it stands inside itself", () => {
    const endless = { $ref: "#/$defs/endless" };
    assert.deepEqual(served(endless, { p: {} }), { p: { inner: {} } });
  });

  it("stays out when it does not fit its own schema", () => {
    assert.deepEqual(served({ type: "string", default: 1 }, {}), {});
    assert.deepEqual(served({ properties: { a: { type: "string", default: 1 } } }, { p: {} }), { p: {} });
    const inner = { type: "object", properties: { a: { default: 1 } }, maxProperties: 0, default: {} };
    assert.deepEqual(served(inner, {}), { p: {} });
  });

  it("leaves what is no object of arguments for the check to refuse", () => {
    for (const args of [null, 1, "a", []])
      assert.throws(() => served({ default: 1 }, args), /must be object/);
  });
});

describe("a default that would make a valid value invalid", () => {
  const b = { b: { type: "integer", default: 1 } };
  const closed = { properties: { a: true }, additionalProperties: false };
  const cases: readonly [name: string, schema: JsonSchema, ...pairs: (readonly [unknown, unknown])[]][] = [
    [
      "oneOf",
      { properties: { a: true, ...b, c: { default: 3 } }, oneOf: [{ required: ["a"] }, { required: ["b"] }] },
      [{ a: 1 }, { a: 1, c: 3 }],
      [{ b: 2 }, { b: 2, c: 3 }],
    ],
    ["anyOf", { properties: b, anyOf: [{ maxProperties: 0 }, { type: "null" }] }, [{}, {}]],
    ["not", { properties: b, not: { required: ["b"] } }, [{}, {}]],
    [
      "if",
      { properties: b, if: { not: { required: ["b"] } }, else: { required: ["c"] } },
      [{}, {}],
      [{ c: 1 }, { c: 1, b: 1 }],
    ],
    [
      "maxProperties",
      { properties: { ...b, c: { default: 2 } }, maxProperties: 1 },
      [{ a: 1 }, { a: 1 }],
      [{}, { b: 1 }],
    ],
    [
      "dependentRequired",
      { properties: b, dependentRequired: { b: ["c"] } },
      [{}, {}],
      [{ c: 1 }, { c: 1, b: 1 }],
    ],
    ["dependentSchemas", { properties: b, dependentSchemas: { b: { required: ["c"] } } }, [{}, {}]],
    ["propertyNames", { properties: b, propertyNames: { const: "a" } }, [{ a: 1 }, { a: 1 }]],
    ["patternProperties", { properties: b, patternProperties: { "^b": { minimum: 5 } } }, [{}, {}]],
    ["a closed schema in allOf", { allOf: [closed], properties: b }, [{ a: 1 }, { a: 1 }]],
    ["a closed schema it refers to", { $ref: "#/$defs/closed", properties: b }, [{ a: 1 }, { a: 1 }]],
    ["a closed schema beside it", { allOf: [closed, { properties: b }] }, [{ a: 1 }, { a: 1 }]],
    [
      "unevaluatedProperties",
      { allOf: [{ properties: { a: true } }], properties: b, unevaluatedProperties: false },
      [{}, { b: 1 }],
    ],
    [
      "another schema for it",
      { allOf: [{ properties: b }, { properties: { b: { minimum: 5 } } }] },
      [{}, {}],
    ],
    ["enum", { properties: b, enum: [{}, { a: 1 }] }, [{}, {}]],
    [
      "uniqueItems",
      { type: "array", uniqueItems: true, items: { properties: b } },
      [
        [{}, { b: 1 }],
        [{}, { b: 1 }],
      ],
      [
        [{}, { b: 2 }],
        [{ b: 1 }, { b: 2 }],
      ],
      [
        [{}, { a: 1 }, { b: 1 }],
        [{}, { a: 1 }, { b: 1 }],
      ],
    ],
    ["contains", { type: "array", contains: { maxProperties: 0 }, items: { properties: b } }, [[{}], [{}]]],
    [
      "one of several items",
      {
        type: "array",
        items: { properties: { a: true, ...b }, oneOf: [{ required: ["a"] }, { required: ["b"] }] },
      },
      [
        [{ a: 1 }, { b: 2 }],
        [{ a: 1 }, { b: 2 }],
      ],
    ],
    [
      "a member deep inside",
      {
        properties: {
          in: { properties: { ...b, c: { default: 2 } }, not: { required: ["b"] } },
          out: { default: 0 },
        },
      },
      [{ in: {} }, { in: { c: 2 }, out: 0 }],
    ],
  ];
  for (const [name, schema, ...pairs] of cases) {
    it(`stays out: ${name}`, () => {
      for (const [arrived, expected] of pairs)
        assert.deepEqual(served(schema, { p: arrived }), { p: expected });
    });
  }

  it("stays out of items that another part of the schema has a say in", () => {
    const withDefault = { properties: { a: { default: 1 } } };
    const narrow = { maxProperties: 1 };
    for (const schema of [
      { allOf: [{ items: withDefault }, { items: narrow }] },
      { allOf: [{ prefixItems: [withDefault] }], items: narrow },
      { allOf: [{ items: withDefault }, { prefixItems: [narrow] }] },
      { allOf: [{ prefixItems: [withDefault] }, { prefixItems: [narrow] }] },
    ]) {
      assert.deepEqual(served(schema, { p: [{ b: 1 }] }), { p: [{ b: 1 }] });
    }
  });

  it("does not make an invalid value valid either, unless the schema itself requires the member", () => {
    const choice = { properties: { a: true, ...b }, oneOf: [{ required: ["a"] }, { required: ["b"] }] };
    assert.throws(() => served(choice, { p: {} }), /required|exactly one/);
    assert.deepEqual(served({ properties: b, required: ["b"] }, { p: {} }), { p: { b: 1 } });
    assert.throws(() => served({ properties: b, required: ["b"] }, { p: { b: "x" } }), /must be integer/);
  });

  it("stays out of all items alike, wherever the one stands that does not take it", () => {
    const items = { properties: { a: true, ...b, c: { default: 3 } }, not: { required: ["a", "b"] } };
    for (const at of [0, 500, 4_999]) {
      const arrived = Array.from({ length: 5_000 }, (_, index) => (index === at ? { a: 1 } : {}));
      const expected = arrived.map((item) => ({ ...item, c: 3 }));
      assert.deepEqual(served({ type: "array", items }, { p: arrived }), { p: expected });
    }
    const tree: JsonSchema = {
      properties: { v: { default: 1 }, c: { type: "array", items: { $ref: "#/$defs/full" } } },
      maxProperties: 2,
    };
    for (const count of [50, 1_000, 5_000]) {
      const c = [{ a: 1, b: 1 }, ...Array.from({ length: count }, () => ({}))];
      assert.deepEqual(served(tree, { p: { c } }), { p: { v: 1, c } });
    }
  });

  it("becomes a bigint where it is filled in", () => {
    const int64 = { type: "integer", format: "int64", default: 7 };
    const schema = { properties: { a: int64, b: int64 }, maxProperties: 1 };
    assert.deepEqual(served(schema, { p: {} }), { p: { a: 7n } });
    assert.deepEqual(served(schema, { p: { b: 9 } }), { p: { b: 9n } });
  });
});
