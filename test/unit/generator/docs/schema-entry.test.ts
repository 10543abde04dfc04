import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SchemaEntries, type SchemaEntry } from "../../../../generator/docs/content/schema-entry.js";
import { ServiceTypes } from "../../../../generator/emit/service-types.js";
import { SetDefinitions } from "../../../../src/subset/definitions.js";
import { load } from "../../definition/definition-file.js";
import { SMALLEST } from "../project.js";

/** The entry of a schema that stands in a definition with these `$defs`. */
function entryOf(schema: unknown, $defs: object = {}): SchemaEntry {
  const model = load({ ...SMALLEST, methods: { ping: { params: [{ name: "p", schema }] } }, $defs });
  const entries = new SchemaEntries(new ServiceTypes(model), new SetDefinitions(model.$defs));
  return entries.entryOf(model.methods[0]?.params[0]?.schema);
}

/** The limits of a schema, each as a text. */
function limitsOf(schema: unknown, $defs: object = {}): string[] {
  return entryOf(schema, $defs).limits.map(({ words, code = "" }) => `${words} ${code}`.trim());
}

describe("schemas on a page", () => {
  it("have limits, formats, patterns, defaults and examples in words", () => {
    const cases: [object, string[]][] = [
      [{ type: "integer", minimum: 0, maximum: 10 }, ["integer", "from 0", "to 10"]],
      [{ type: "integer", format: "int64", minimum: 1 }, ["format int64", "at least 1"]],
      [{ type: "number", exclusiveMinimum: 0, multipleOf: 0.5 }, ["more than 0", "multiple of 0.5"]],
      [{ type: "number", maximum: 1 }, ["at most 1"]],
      [{ type: "string", minLength: 1, maxLength: 255 }, ["1 to 255 characters"]],
      [{ type: "string", minLength: 36, maxLength: 36 }, ["exactly 36 characters"]],
      [{ type: "string", minLength: 1 }, ["at least 1 character"]],
      [{ type: "string", minLength: 0 }, []],
      [{ type: "string", format: "uuid", pattern: "^a" }, ["format uuid", "pattern ^a"]],
      [{ type: "array", maxItems: 3, uniqueItems: true }, ["at most 3 items", "no item twice"]],
      [
        { type: "object", minProperties: 1, additionalProperties: false },
        ["at least 1 member", "no other members"],
      ],
      [{ type: "object", dependentRequired: { a: ["b", "c"] } }, ["with a: b, c"]],
      [{ type: ["string", "null"], default: null }, ["default null"]],
      [{ type: "string", examples: ["a", "b"] }, ['such as "a"', 'or "b"']],
    ];
    for (const [schema, limits] of cases) assert.deepEqual(limitsOf(schema), limits, JSON.stringify(schema));
  });

  it("are told with what they are made of in the same place, and with small types that they refer to", () => {
    const $defs = { Uuid: { type: "string", format: "uuid", description: "Of a server." } };
    assert.deepEqual(limitsOf({ $ref: "#/$defs/Uuid" }, $defs), ["format uuid"]);
    assert.equal(entryOf({ $ref: "#/$defs/Uuid" }, $defs).description, "Of a server.");
    assert.deepEqual(limitsOf({ anyOf: [{ $ref: "#/$defs/Uuid" }, { type: "null" }] }, $defs), [
      "format uuid",
    ]);
    assert.deepEqual(limitsOf({ allOf: [{ type: "string" }, { minLength: 2 }] }), ["at least 2 characters"]);
    assert.deepEqual(limitsOf({ not: { const: 1 } }), []);
    assert.deepEqual(entryOf({ not: { const: 1 } }).otherRules, [{ not: { const: 1 } }]);
  });

  it("have members, each with its own limits, down to where it is lost on a reader", () => {
    const { type, members } = entryOf({
      type: "object",
      required: ["id", "else"],
      properties: {
        id: { type: "integer", minimum: 1, description: "The *first*." },
        tags: { type: "array", items: { type: "string", maxLength: 60 } },
        deep: { type: "object", properties: { inner: { type: "string" } } },
      },
      patternProperties: { "^x-": { type: "string", minLength: 1 } },
    });
    assert.equal(type, "object");
    assert.deepEqual(
      members.map(({ name, isName, required, limits }) => [name, isName, required, limits.length]),
      [
        ["id", true, true, 2],
        ["tags", true, false, 0],
        ["deep", true, false, 0],
        ["else", true, true, 0],
        ["names like ^x-", false, false, 1],
      ],
    );
    assert.deepEqual(
      members[1]?.members.map(({ name }) => name),
      ["each item"],
    );
    assert.deepEqual(
      members[2]?.members.map(({ name }) => name),
      ["inner"],
    );
    let nested: object = { type: "string" };
    for (let depth = 0; depth < 60; depth += 1) nested = { type: "object", properties: { in: nested } };
    const depthOf = (entry: SchemaEntry): number => 1 + Math.max(0, ...entry.members.map(depthOf));
    assert.equal(depthOf(entryOf(nested)), 7);
  });

  it("have alternatives where these say more than a type does, and a list for many values", () => {
    const choice = entryOf({
      oneOf: [
        { type: "string", format: "ipv4" },
        { type: "string", format: "ipv6" },
      ],
    });
    assert.deepEqual(
      choice.alternatives.map(({ type, limits }) => [type, limits[0]?.code]),
      [
        ["string", "ipv4"],
        ["string", "ipv6"],
      ],
    );
    assert.deepEqual(entryOf({ anyOf: [{ type: "string" }, { type: "integer" }] }).alternatives.length, 2);
    assert.deepEqual(entryOf({ anyOf: [{ type: "string" }, { type: "boolean" }] }).alternatives, []);
    const values = Array.from({ length: 100 }, (_, index) => `value-${index}`);
    const { type, limits } = entryOf({ enum: values });
    assert.equal(type, "string");
    assert.match(limits[0]?.code ?? "", /^"value-0", .*"value-59", …$/);
  });

  it("have the fields of a versioned object, with the versions that they came with", () => {
    const Thing = {
      versionedObject: {
        name: "Thing",
        namespace: "nova",
        version: "1.4",
        prefix: "nova_object",
        since: { size: "1.2" },
      },
      type: "object",
      description: "It.",
      properties: { id: { type: "string" }, size: { type: "integer", minimum: 1 } },
      required: ["id"],
    };
    const model = load({ ...SMALLEST, methods: {}, $defs: { Thing } });
    const entries = new SchemaEntries(new ServiceTypes(model), new SetDefinitions(model.$defs));
    const { limits, members, description } = entries.entryOf(model.$defs[0]?.schema);
    assert.deepEqual([description, limits], ["It.", [{ words: "versioned object", code: "nova Thing 1.4" }]]);
    assert.deepEqual(
      members.map(({ name, required, since }) => [name, required, since]),
      [
        ["id", true, undefined],
        ["size", false, "1.2"],
      ],
    );
  });

  it("end where a schema refers to itself", () => {
    const $defs = {
      Tree: { type: "object", properties: { child: { $ref: "#/$defs/Tree" }, name: { type: "string" } } },
    };
    assert.equal(entryOf({ $ref: "#/$defs/Tree" }, $defs).type, "Tree");
    assert.deepEqual(entryOf({ $ref: "#/$defs/Tree" }, $defs).members, []);
    const inPlace = entryOf({ type: "object", properties: { tree: { $ref: "#/$defs/Tree" } } }, $defs);
    assert.deepEqual(
      inPlace.members.map(({ type }) => type),
      ["Tree"],
    );
  });
});
