import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, it } from "node:test";
import { lintFile } from "../../../generator/lint/lint-file.js";
import { oslogen } from "./oslogen.js";
import { enterProject, SMALLEST } from "./project.js";

const INT64 = { type: "integer", format: "int64" };

function withSchema(schema: unknown, $defs: object = {}): object {
  const params = [{ name: "p", required: false, description: "d", schema }];
  return { ...SMALLEST, description: "d", methods: { m: { description: "d", params } }, $defs };
}

/** Where `lint` finds a default that does not fit. */
function misfits(schema: unknown, $defs: object = {}): string[] {
  enterProject({
    "a.json": withSchema(schema, $defs),
    "other.json": { $defs: { Small: { type: "integer", maximum: 9 } } },
  });
  return lintFile("a.json", {})
    .filter(({ rule }) => rule === "default-misfit")
    .map(({ file, pointer }) => `${file}${pointer.replace("/methods/m/params/0/schema", "")}`);
}

describe("a default", () => {
  it("fits the schema it stands in, at any depth and through refs", () => {
    const broken: [unknown, ...string[]][] = [
      [{ type: "string", default: 1 }, "a.json/default"],
      [{ type: "string", default: null }, "a.json/default"],
      [{ type: "string", format: "uuid", default: "x" }, "a.json/default"],
      [{ type: "string", pattern: "^a", default: "b" }, "a.json/default"],
      [{ enum: ["a", "b"], default: "c" }, "a.json/default"],
      [{ ...INT64, default: 2 ** 64 }, "a.json/default"],
      [{ $ref: "other.json#/$defs/Small", default: 10 }, "a.json/default"],
      [
        { type: "array", items: { type: "object", properties: { a: { type: "boolean", default: "no" } } } },
        "a.json/items/properties/a/default",
      ],
      [{ anyOf: [{ type: "null" }, { type: "integer", default: 0.5 }] }, "a.json/anyOf/1/default"],
      [{ type: "object", required: ["a"], default: {} }, "a.json/default"],
    ];
    for (const [schema, ...places] of broken)
      assert.deepEqual(misfits(schema), places, JSON.stringify(schema));
    assert.deepEqual(misfits({}, { Unused: { type: "string", default: 1 } }), [
      "a.json/$defs/Unused/default",
    ]);
  });

  it("may be what fits once the defaults inside are filled in, and is a bigint where the schema says so", () => {
    const size = { type: "integer", default: 1 };
    for (const schema of [
      { type: "string", default: "a" },
      { type: "object", properties: { size }, required: ["size"], default: {} },
      { ...INT64, default: 7 },
      { type: "array", items: { $ref: "other.json#/$defs/Small" }, default: [1, 9] },
      { default: { any: ["thing", null] } },
    ]) {
      assert.deepEqual(misfits(schema), [], JSON.stringify(schema));
    }
  });

  it("that does not fit is refused by generate with what it should be, and nothing is written", async () => {
    enterProject({
      "schemas/a.json": withSchema({
        type: "object",
        properties: { a: { type: "string" } },
        default: { a: 1 },
      }),
    });
    const { errors, exitCode } = await oslogen("generate");
    assert.deepEqual(errors, [
      "error: schemas/a.json#/methods/m/params/0/schema/default: does not fit its schema: /a must be string",
    ]);
    assert.equal(exitCode, 1);
    assert.equal(existsSync("generated"), false);
  });
});
