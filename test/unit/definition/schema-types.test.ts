import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonSchema } from "../../../src/definition/descriptor.js";
import { typeOfJson, typesOfSchema } from "../../../src/definition/schema-types.js";

const ALL = ["array", "boolean", "null", "number", "object", "string"];
const definitions: Record<string, JsonSchema> = {
  Name: { type: "string" },
  Tree: { anyOf: [{ type: "array", items: { $ref: "#/$defs/Tree" } }, { $ref: "#/$defs/Name" }] },
  Loop: { $ref: "#/$defs/Loop" },
};

describe("types of a schema", () => {
  const cases: readonly (readonly [JsonSchema, readonly string[]])[] = [
    [true, ALL],
    [{}, ALL],
    [false, []],
    [{ type: "string" }, ["string"]],
    [{ type: "integer", format: "int64" }, ["number"]],
    [{ type: ["string", "null"] }, ["null", "string"]],
    [{ const: "x" }, ["string"]],
    [{ const: null }, ["null"]],
    [{ enum: ["a", 1] }, ["number", "string"]],
    [{ anyOf: [{ type: "string" }, { type: "null" }] }, ["null", "string"]],
    [{ oneOf: [{ type: "string" }, {}] }, ALL],
    [{ allOf: [{ type: ["string", "null"] }, { type: ["string", "number"] }] }, ["string"]],
    [{ type: ["string", "number"], enum: ["a"] }, ["string"]],
    [{ $ref: "#/$defs/Name" }, ["string"]],
    [{ $ref: "#/$defs/Tree" }, ["array", "string"]],
    [{ $ref: "#/$defs/Loop" }, ALL],
    [{ $ref: "#/$defs/toString" }, ALL],
    [{ minLength: 3 }, ALL],
  ];
  for (const [schema, expected] of cases) {
    test(JSON.stringify(schema), () =>
      assert.deepEqual([...typesOfSchema(schema, definitions)].sort(), expected),
    );
  }
});

test("types of values", () => {
  assert.deepEqual([null, [], {}, "", 1, 1n, true].map(typeOfJson), [
    "null",
    "array",
    "object",
    "string",
    "number",
    "number",
    "boolean",
  ]);
});
