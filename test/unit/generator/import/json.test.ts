import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { convertDocument, type Dropped } from "../../../../generator/import/json-schema/convert-schema.js";
import type { JsonObject } from "../../../../src/json/json-object.js";
import { oslogen } from "../oslogen.js";
import { enterProject } from "../project.js";

const DRAFT_7 = "http://json-schema.org/draft-07/schema#";

function convert(schema: JsonObject): {
  readonly made: JsonObject;
  readonly dropped: Record<string, number>;
} {
  const dropped: Dropped = new Map();
  const { $schema, ...made } = convertDocument(schema, dropped);
  assert.equal($schema, "https://json-schema.org/draft/2020-12/schema");
  return { made, dropped: Object.fromEntries(dropped) };
}

describe("a JSON Schema of an older draft", () => {
  for (const [title, old, made] of [
    [
      "lists of items",
      { items: [{ type: "string" }], additionalItems: false },
      { prefixItems: [{ type: "string" }], items: false },
    ],
    [
      "definitions",
      { definitions: { "a b": { $ref: "#/definitions/a%20b" } } },
      { $defs: { "a b": { $ref: "#/$defs/a%20b" } } },
    ],
    [
      "id",
      { id: "http://a/b", properties: { c: { id: "#c" } } },
      { $id: "http://a/b", properties: { c: { $anchor: "c" } } },
    ],
    [
      "exclusive bounds of draft 04",
      { minimum: 1, exclusiveMinimum: true, maximum: 2, exclusiveMaximum: false },
      { exclusiveMinimum: 1, maximum: 2 },
    ],
    [
      "exclusive bounds of draft 06",
      { exclusiveMinimum: 1, exclusiveMaximum: 2 },
      { exclusiveMinimum: 1, exclusiveMaximum: 2 },
    ],
    [
      "dependencies",
      { dependencies: { a: ["b"], c: { required: ["d"] } } },
      { dependentRequired: { a: ["b"] }, dependentSchemas: { c: { required: ["d"] } } },
    ],
    [
      "nullable",
      { properties: { a: { type: "string", nullable: true } } },
      { properties: { a: { type: ["string", "null"] } } },
    ],
    [
      "refs to files",
      { properties: { a: { $ref: "other.json#/definitions/B" } } },
      { properties: { a: { $ref: "other.json#/$defs/B" } } },
    ],
    [
      "refs to places that move",
      {
        definitions: { A: { items: [{}, { type: "null" }], definitions: { B: {} } } },
        anyOf: [{ $ref: "#/definitions/A/items/1" }, { $ref: "#/definitions/A/definitions/B" }],
      },
      {
        $defs: { A: { prefixItems: [{}, { type: "null" }], $defs: { B: {} } } },
        anyOf: [{ $ref: "#/$defs/A/prefixItems/1" }, { $ref: "#/$defs/A/$defs/B" }],
      },
    ],
    [
      "refs to places that are no schemas there",
      { parts: { a: { items: { $ref: "#/parts/b" } }, b: { type: "null" } }, allOf: [{ $ref: "#/parts/a" }] },
      {
        $defs: { a: { items: { $ref: "#/$defs/b" } }, b: { type: "null" } },
        allOf: [{ $ref: "#/$defs/a" }],
      },
    ],
    [
      "refs by the file's own address",
      {
        id: "https://example.com/a.json",
        definitions: { B: { id: "b" } },
        anyOf: [{ $ref: "https://example.com/a.json#/definitions/B" }, { $ref: "b" }],
      },
      {
        $id: "https://example.com/a.json",
        $defs: { B: {} },
        anyOf: [{ $ref: "#/$defs/B" }, { $ref: "#/$defs/B" }],
      },
    ],
    [
      "patterns of other engines",
      {
        pattern: "^[a\\_]\\-{\\@$",
        patternProperties: { "(a+)+$": {}, "^\\:": {} },
        additionalProperties: false,
      },
      { pattern: "^[a_]-\\{@$", patternProperties: { "^:": {} } },
    ],
    [
      "what has no form of its keyword",
      { required: true, minLength: "1", title: 3, type: "null" },
      { type: "null" },
    ],
    ["refs that lead nowhere", { items: { $ref: "#/definitions/A" } }, { items: {} }],
    ["a ref to itself", { $recursiveAnchor: true, items: { $recursiveRef: "#" } }, { items: { $ref: "#" } }],
  ] as const) {
    it(`has ${title} as 2020-12 says them`, () => assert.deepEqual(convert(old).made, made));
  }

  it("loses what is foreign, and each kind is counted", () => {
    const { made, dropped } = convert({
      $schema: DRAFT_7,
      widget: "x",
      properties: {
        a: { type: "string", format: "colour", widget: "y" },
        b: { $ref: "#/definitions/C", description: "does not count" },
        d: { $ref: "https://elsewhere/schema.json" },
      },
      definitions: { C: { discriminator: {}, "x-mine": 1 } },
    });
    assert.deepEqual(made, {
      properties: { a: { type: "string", format: "colour" }, b: { $ref: "#/$defs/C" }, d: {} },
      $defs: { C: { "x-mine": 1 } },
    });
    assert.deepEqual(dropped, {
      widget: 2,
      "description beside $ref": 1,
      "$ref to another place": 1,
      discriminator: 1,
    });
  });

  it("accepts what it accepted before", () => {
    const schema: JsonObject = {
      $schema: DRAFT_7,
      definitions: {
        pair: { type: "array", items: [{ type: "string" }, { type: "integer" }], additionalItems: false },
      },
      type: "object",
      properties: {
        pair: { $ref: "#/definitions/pair" },
        rest: { items: [{ const: 1 }], additionalItems: { type: "null" } },
      },
      dependencies: { pair: ["rest"], other: { required: ["more"] } },
      if: { required: ["flag"] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: { flag: { exclusiveMinimum: 3 } } },
    };
    const before = new Ajv({ strict: false }).compile(schema);
    const { made } = convert(schema);
    const after = new Ajv2020({ strict: false }).compile(made);
    const values = [
      ...[
        {},
        { pair: ["a", 1] },
        { pair: ["a", 1], rest: [] },
        { pair: ["a", 1, 2], rest: [] },
        { pair: [1], rest: [] },
      ],
      ...[
        { rest: [1, null] },
        { rest: [2] },
        { rest: [1, 1] },
        { other: 1 },
        { other: 1, more: 1 },
        { flag: 3 },
        { flag: 4 },
        [],
      ],
    ];
    for (const value of values) assert.equal(after(value), before(value), JSON.stringify(value));
  });

  it("is written as one that definitions refer to", async () => {
    enterProject({
      "old.json": {
        $schema: DRAFT_7,
        widget: 1,
        definitions: { Name: { type: "string", format: "colour" } },
      },
      "schemas/a.json": {
        ...{ service: "A", topic: "a", version: "1.0" },
        methods: { run: { params: [{ name: "name", schema: { $ref: "common.json#/$defs/Name" } }] } },
      },
    });
    const { lines, errors } = await oslogen("import", "old.json", "--out", "schemas/common.json");
    assert.deepEqual(errors, []);
    assert.deepEqual(lines, ["wrote schemas/common.json", "dropped: widget, once"]);
    assert.equal((await oslogen("schemas/a.json")).exitCode, 0);
    const printed = await oslogen("import", "old.json");
    assert.deepEqual(
      JSON.parse(printed.lines[0] ?? ""),
      JSON.parse(readFileSync("schemas/common.json", "utf8")),
    );
  });
});

describe("an OpenRPC document", () => {
  const DOCUMENT = {
    openrpc: "1.2.6",
    info: { title: "Pet store", version: "2.1.3", description: "Sells pets." },
    methods: [
      {
        name: "get_pet",
        summary: "Finds a pet.",
        params: [
          { name: "depth", schema: { type: "integer", minimum: 0, exclusiveMinimum: true } },
          { $ref: "#/components/contentDescriptors/Id" },
        ],
        result: { name: "pet", schema: { $ref: "#/components/schemas/Pet" } },
        errors: [{ code: 1, message: "not found" }],
      },
      { name: "forget", deprecated: true, params: [] },
      { name: "clear", params: [], result: { name: "nothing", schema: { type: "null" } } },
    ],
    components: {
      contentDescriptors: {
        Id: { name: "id", required: true, description: "its id", schema: { type: "string" } },
      },
      schemas: {
        Pet: { type: "object", properties: { kind: { $ref: "#/components/schemas/Kind" } } },
        Kind: { enum: ["cat"] },
      },
    },
  };

  it("becomes a definition that generates", async () => {
    enterProject({ "pets.json": DOCUMENT });
    const { lines, errors } = await oslogen("import", "pets.json", "--topic", "pets", "--out", "schemas/");
    assert.deepEqual(errors, []);
    const { $schema: _, ...made } = JSON.parse(readFileSync("schemas/pet-store.json", "utf8"));
    assert.deepEqual(made, {
      service: "PetStore",
      description: "Sells pets.",
      topic: "pets",
      version: "2.1",
      methods: {
        get_pet: {
          description: "Finds a pet.",
          params: [
            { name: "id", schema: { type: "string" }, description: "its id" },
            { name: "depth", schema: { type: "integer", exclusiveMinimum: 0 }, required: false },
          ],
          result: { $ref: "#/$defs/Pet" },
        },
        forget: { deprecated: true, kind: "cast" },
        clear: {},
      },
      $defs: {
        Pet: { type: "object", properties: { kind: { $ref: "#/$defs/Kind" } } },
        Kind: { enum: ["cat"] },
      },
    });
    assert.ok(lines.some((line) => line.includes("missing: 1 error (with a code, and no class of Python)")));
    assert.equal((await oslogen("generate")).exitCode, 0);
  });

  it("is told from what is none", async () => {
    enterProject({
      "a.json": "[]",
      "b.json": "{",
      "c.json": { service: "A", methods: {} },
      "d.py": "",
      "package.json": { name: "a", type: "module", description: "x", dependencies: { b: "^1.0.0" } },
      "tsconfig.json": { $schema: "https://json.schemastore.org/tsconfig", compilerOptions: {} },
      "pets.json": DOCUMENT,
    });
    for (const [words, exitCode, error] of [
      [["a.json"], 1, /^error: a\.json: is neither OpenRPC nor a JSON Schema$/],
      [["package.json"], 1, /^error: package\.json: is neither OpenRPC nor a JSON Schema$/],
      [["tsconfig.json"], 1, /^error: tsconfig\.json: is neither OpenRPC nor a JSON Schema$/],
      [["b.json"], 1, /^error: b\.json: is no JSON: .* at 1:2$/],
      [["c.json"], 1, /^error: c\.json: is a service definition already$/],
      [["pets.json", "d.py"], 2, /^error: name Python files, or one JSON file$/],
    ] as const) {
      const outcome = await oslogen("import", ...words);
      assert.equal(outcome.exitCode, exitCode);
      assert.match(outcome.errors[0] ?? "", error);
    }
  });
});
