import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonObject } from "../../../src/json/json-object.js";
import { isSubset, type Verdict } from "../../../src/subset/compare-schemas.js";
import { SetDefinitions } from "../../../src/subset/definitions.js";
import { schemaLadder } from "../../support/schema-ladder.js";

const refTo = (name: string) => ({ $ref: `#/$defs/${name}` });

/** What a comparison says, and how often a keyword of the schemas was read for it. */
function compared(
  keyword: string,
  make: (end: JsonObject) => Readonly<Record<string, JsonObject>>,
  [one, other]: readonly [JsonObject, JsonObject],
): Verdict & { readonly reads: number } {
  let reads = 0;
  const counted = (schema: JsonObject): JsonObject => {
    if (!Object.hasOwn(schema, keyword)) return schema;
    const value = schema[keyword];
    const get = () => {
      reads += 1;
      return value;
    };
    return Object.defineProperty({ ...schema }, keyword, { get, enumerable: true });
  };
  const side = (end: JsonObject) => {
    const named = Object.entries(make(end)).map(([name, schema]) => ({ name, schema: counted(schema) }));
    return { schema: refTo("Top"), definitions: new SetDefinitions(named) };
  };
  return { ...isSubset(side(one), side(other)), reads };
}

describe("a question that is asked in many places", () => {
  it("is asked once where members of a schema refer to the schema itself", () => {
    const names = Array.from({ length: 20 }, (_, index) => `m${index}`);
    const make = (items: JsonObject) => {
      const inner = names.map((name) => [name, { ...refTo("Top"), description: name }]);
      return {
        Top: { type: "object", properties: { ...Object.fromEntries(inner), last: { type: "array", items } } },
      };
    };
    const { answer, reads } = compared("properties", make, [{ type: "string" }, { type: "integer" }]);
    assert.equal(answer, "no");
    assert.ok(reads < 20_000, `${reads} reads`);
  });

  it("is the same beside schemas that say nothing, and is proved once", () => {
    const names = Array.from({ length: 7 }, (_, index) => `K${index}`);
    const kind = (name: string) => ({
      type: "object",
      required: [name],
      additionalProperties: false,
      properties: {
        [name]: { type: "array", items: { allOf: [refTo("Top"), { title: name }] } },
        end: refTo("End"),
      },
    });
    const ifs = names.slice(0, 3).map((name) => ({
      if: { type: "object" },
      // biome-ignore lint/suspicious/noThenProperty: a keyword
      then: { type: "object", properties: { [`not-${name}`]: false } },
    }));
    const make = (end: JsonObject) => ({
      Top: { allOf: [{ oneOf: names.map(refTo) }, ...ifs] },
      ...Object.fromEntries(names.map((name) => [name, kind(name)])),
      End: end,
    });
    const { answer, reads } = compared("properties", make, [
      { type: "integer", minimum: 1 },
      { type: "integer" },
    ]);
    assert.equal(answer, "yes");
    assert.ok(reads < 20_000, `${reads} reads`);
  });

  it("is asked once where choices fork", () => {
    const end = { type: "boolean" };
    const one = schemaLadder("anyOf", 12, [{ type: "string" }, end]);
    const other = schemaLadder("anyOf", 12, [{ type: ["string", "null"] }, end]);
    isSubset(one, other);
    const reads = one.reads + other.reads;
    assert.ok(reads < 400_000, `${reads} reads`);
  });
});
