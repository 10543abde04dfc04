import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonSchema } from "../../../src/definition/descriptor.js";
import { Definitions } from "../../../src/validation/definitions.js";
import { Mismatch } from "../../../src/validation/mismatch.js";
import { SchemaValidator } from "../../../src/validation/schema-validator.js";

const $defs = {
  a: { properties: { a: {} } },
  big: { type: "integer", format: "int64" },
  closed: { type: "object", properties: { next: { $ref: "#/$defs/closed" } }, unevaluatedProperties: false },
};
const definitions = new Definitions({ service: "S", $defs });

/** The value as it was accepted, or what was expected. */
function arrive(schema: JsonSchema, value: unknown): unknown {
  const accepted = new SchemaValidator(schema, definitions).acceptArriving(value);
  return accepted instanceof Mismatch ? `${accepted.pointer} ${accepted.expected}` : accepted;
}

function fits(schema: JsonSchema, value: unknown): boolean {
  return !(new SchemaValidator(schema, definitions).acceptArriving(value) instanceof Mismatch);
}

const a = { properties: { a: {} } };
const b = { properties: { b: {} }, required: ["b"] };
const condition = (when: object, then: object, otherwise: object) => {
  const parts = [when, then, otherwise];
  return Object.fromEntries(["if", "then", "else"].map((keyword, index) => [keyword, parts[index]]));
};

/** A schema beside `unevaluatedProperties: false`, values that fit, and values that do not. */
const OBJECTS: readonly (readonly [object, readonly object[], readonly object[]])[] = [
  [{}, [{}], [{ a: 1 }]],
  [a, [{ a: 1 }], [{ a: 1, b: 1 }]],
  [{ $ref: "#/$defs/a" }, [{ a: 1 }], [{ b: 1 }]],
  [{ patternProperties: { "^x": {} } }, [{ xa: 1 }], [{ a: 1 }]],
  [{ additionalProperties: { type: "string" } }, [{ z: "s" }], [{ z: 1 }]],
  [{ allOf: [a, b] }, [{ a: 1, b: 1 }], [{ b: 1, c: 1 }]],
  [{ anyOf: [{ ...a, required: ["a"] }, b] }, [{ a: 1 }, { a: 1, b: 1 }], [{ a: 1, c: 1 }]],
  // What stands in an alternative that the value does not fit is not evaluated.
  [{ anyOf: [{ properties: { a: { type: "string" } } }, b] }, [{ a: "s", b: 1 }], [{ a: 1, b: 1 }]],
  [{ oneOf: [{ ...a, required: ["a"] }, b] }, [{ b: 1 }], [{ b: 1, c: 1 }]],
  [{ not: { not: a } }, [{}], [{ a: 1 }]],
  [
    condition(
      { properties: { k: { const: 1 } }, required: ["k"] },
      { properties: { x: {} } },
      { properties: { k: {}, y: {} } },
    ),
    [{ k: 1, x: 1 }, { k: 2, y: 1 }, { y: 1 }],
    [
      { k: 1, y: 1 },
      { k: 2, x: 1 },
    ],
  ],
  [{ dependentSchemas: { a: { properties: { a: {}, b: {} } } } }, [{ a: 1, b: 1 }], [{ b: 1 }]],
  [{ allOf: [{ ...a, unevaluatedProperties: true }] }, [{ z: 1 }], []],
];

/** The same with `unevaluatedItems: false`. */
const ARRAYS: readonly (readonly [object, readonly unknown[][], readonly unknown[][]])[] = [
  [{}, [[]], [[1]]],
  [{ prefixItems: [{}] }, [[1]], [[1, 2]]],
  [{ items: {} }, [[1, 2]], []],
  [{ allOf: [{ prefixItems: [{}, {}] }] }, [[1, 2]], [[1, 2, 3]]],
  [{ contains: { type: "string" } }, [["a", "b"]], [["a", 1]]],
  [{ prefixItems: [{}], contains: { type: "string" } }, [[1, "a"]], [["a", 1]]],
  [
    { anyOf: [{ prefixItems: [{ type: "string" }] }, { prefixItems: [{}, {}] }] },
    [
      [1, 2],
      ["a", 2],
    ],
    [["a", 2, 3]],
  ],
];

describe("unevaluatedProperties", () => {
  for (const [schema, fitting, others] of OBJECTS) {
    it(`leaves alone what ${JSON.stringify(schema)} has to say`, () => {
      const whole = { ...schema, unevaluatedProperties: false };
      for (const value of fitting) assert.equal(fits(whole, value), true, JSON.stringify(value));
      for (const value of others) assert.equal(fits(whole, value), false, JSON.stringify(value));
    });
  }

  it("says nothing of what is no object, and has a schema for what it does speak of", () => {
    for (const value of [1, "a", null, [1]]) assert.ok(fits({ unevaluatedProperties: false }, value));
    const schema = {
      properties: { a: {} },
      unevaluatedProperties: { type: "object", properties: { b: {} } },
    };
    assert.ok(fits(schema, { a: 1, c: { b: 1 } }));
    assert.ok(!fits(schema, { a: 1, c: 1 }));
    // The members of a member are members of another object.
    assert.ok(!fits(schema, { c: { b: 1 }, b: 1 }));
  });

  it("is explained, at any depth of a recursive schema", () => {
    assert.equal(arrive({ $ref: "#/$defs/closed" }, { next: { next: {} } }) instanceof Object, true);
    assert.equal(arrive({ $ref: "#/$defs/closed" }, { next: { other: 1 } }), "/next/other must not be there");
  });
});

describe("unevaluatedItems", () => {
  for (const [schema, fitting, others] of ARRAYS) {
    it(`leaves alone what ${JSON.stringify(schema)} has to say`, () => {
      const whole = { ...schema, unevaluatedItems: false };
      for (const value of fitting) assert.equal(fits(whole, value), true, JSON.stringify(value));
      for (const value of others) assert.equal(fits(whole, value), false, JSON.stringify(value));
    });
  }
});

describe("an integer of format int64", () => {
  const big = { $ref: "#/$defs/big" };

  it("arrives as a bigint where it is unevaluated otherwise, and where it is contained", () => {
    assert.deepEqual(arrive({ ...a, unevaluatedProperties: big }, { a: 1, b: 1 }), { a: 1, b: 1n });
    assert.deepEqual(arrive({ prefixItems: [{}], unevaluatedItems: big }, [1, 2]), [1, 2n]);
    assert.deepEqual(arrive({ contains: big }, ["a", 2]), ["a", 2n]);
    assert.equal(fits({ ...a, unevaluatedProperties: big }, { b: "1" }), false);
  });
});
