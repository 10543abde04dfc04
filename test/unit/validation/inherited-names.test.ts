import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Definitions } from "../../../src/validation/definitions.js";
import { Mismatch } from "../../../src/validation/mismatch.js";
import { SchemaValidator } from "../../../src/validation/schema-validator.js";

const none = new Definitions({ service: "S" });

/** Names with what an object that has them only from its prototype does not have. */
const NAMES = ["toString", "constructor", "__proto__", "valueOf"];

function accepted(schema: object, ...texts: readonly string[]): boolean[] {
  const validator = new SchemaValidator(schema as { readonly [keyword: string]: unknown }, none);
  return texts.map((text) => !(validator.acceptArriving(JSON.parse(text)) instanceof Mismatch));
}

describe("a member called as one that every object has", () => {
  for (const name of NAMES) {
    const one = (value: unknown) => JSON.parse(`{"${name}":${JSON.stringify(value)}}`) as object;
    const [there, empty, wrong] = [`{"${name}":1}`, "{}", `{"${name}":"x"}`];
    const both = `{"${name}":1,"a":1}`;

    it(`is looked at where it was sent: ${name}`, () => {
      assert.deepEqual(accepted({ properties: one({ type: "number" }) }, there, empty, wrong), [
        true,
        true,
        false,
      ]);
      assert.deepEqual(accepted({ required: [name] }, there, empty, "[]"), [true, false, true]);
      assert.deepEqual(accepted({ dependentRequired: one(["a"]) }, there, both, empty), [false, true, true]);
      assert.deepEqual(accepted({ dependentRequired: { a: [name] } }, '{"a":1}', both), [false, true]);
      assert.deepEqual(accepted({ dependentSchemas: one({ required: ["a"] }) }, there, both, empty), [
        false,
        true,
        true,
      ]);
      assert.deepEqual(
        accepted(
          { properties: one({ type: "number" }), additionalProperties: false },
          there,
          wrong,
          '{"a":1}',
        ),
        [true, false, false],
      );
    });

    it(`is looked at by a pattern of its own, too: ${name}`, () => {
      const schema = {
        properties: one({ type: "string" }),
        patternProperties: { [`^${name}$`]: { minLength: 5 } },
      };
      const [short, long, number] = [`{"${name}":"ab"}`, `{"${name}":"abcde"}`, `{"${name}":5}`];
      assert.deepEqual(accepted(schema, short, long, number, empty), [false, true, false, true]);
    });

    it(`becomes a bigint: ${name}`, () => {
      const int64 = { type: "integer", format: "int64" };
      const validator = new SchemaValidator({ properties: one(int64) }, none);
      const value = validator.acceptArriving(JSON.parse(there)) as Record<string, unknown>;
      assert.equal(Object.entries(value)[0]?.[1], 1n);
    });
  }
});
