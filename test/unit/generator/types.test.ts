import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SchemaTypes } from "../../../generator/emit/schema-types.js";
import { emitService } from "../../../generator/emit/service-files.js";
import type { JsonSchema } from "../../../src/definition/descriptor.js";
import type { DefinitionModel } from "../../../src/definition/model.js";
import { load, SMALLEST } from "../definition/definition-file.js";

const $defs: DefinitionModel[] = [
  { name: "thing", typeName: "Thing", schema: { type: "object", properties: { a: {} }, required: ["a"] } },
  { name: "text", typeName: "Text", schema: { type: "string" } },
];
const types = new SchemaTypes({ $defs });
const thing = { $ref: "#/$defs/thing" };

/** An object literal with a member `then` would be taken for a promise. */
function when(condition: JsonSchema, then: JsonSchema, otherwise: JsonSchema = true): object {
  const parts = [condition, then, otherwise];
  return Object.fromEntries(["if", "then", "else"].map((keyword, index) => [keyword, parts[index]]));
}

const TABLE: readonly (readonly [JsonSchema, string])[] = [
  [{}, "unknown"],
  [true, "unknown"],
  [false, "never"],
  [{ type: "string" }, "string"],
  [{ type: "integer" }, "number"],
  [{ type: "number" }, "number"],
  [{ type: "boolean" }, "boolean"],
  [{ type: "null" }, "null"],
  [{ type: "integer", format: "int64" }, "bigint"],
  [{ type: ["integer", "null"], format: "int64" }, "bigint | null"],
  [{ type: "string", format: "uuid" }, "string"],
  [{ type: ["null", "string"] }, "string | null"],
  [{ type: ["integer", "number"] }, "number"],
  [thing, "Thing"],
  [{ ...thing, description: "d" }, "Thing"],

  [{ const: "a" }, '"a"'],
  [{ const: null }, "null"],
  [{ const: -1.5 }, "-1.5"],
  [{ const: -0 }, "0"],
  [{ const: { a: 1, "b-c": [null, { d: "e" }] } }, '{ a: 1; "b-c": [null, { d: "e" }] }'],
  [{ const: {} }, "Record<string, never>"],
  [{ const: [1] }, "[1]"],
  [{ enum: [[], ["a", true]] }, '[] | ["a", true]'],
  [{ enum: ["a", null, 1, true, "a"] }, '"a" | 1 | true | null'],
  [{ type: "integer", format: "int64", enum: [1, 9007199254740993n] }, "1n | 9007199254740993n"],
  [{ enum: ['"', "\n", "`$x", "\u2028", "*/"] }, '"\\"" | "\\n" | "`$x" | "\\u2028" | "*/"'],

  [{ type: "array" }, "unknown[]"],
  [{ type: "array", items: { type: "string" } }, "string[]"],
  [{ type: "array", items: { type: ["string", "null"] } }, "(string | null)[]"],
  [{ type: "array", items: { type: "array", items: thing } }, "Thing[][]"],
  [{ type: "array", items: false }, "never[]"],
  [{ type: "array", prefixItems: [{ type: "string" }, thing] }, "[string?, Thing?, ...unknown[]]"],
  [
    { type: "array", prefixItems: [{ type: "string" }, thing], minItems: 1, items: false },
    "[string, Thing?]",
  ],
  [
    { type: "array", prefixItems: [{ type: "string" }], minItems: 5, items: { type: "null" } },
    "[string, ...null[]]",
  ],
  [{ type: "array", prefixItems: [{ enum: [1, 2] }], items: false }, "[(1 | 2)?]"],
  [{ type: "array", prefixItems: [{ type: "string" }, {}], minItems: 2, maxItems: 2 }, "[string, unknown]"],
  [{ type: "array", prefixItems: [{ type: "string" }, {}], maxItems: 1 }, "[string?]"],
  [{ type: "array", prefixItems: [{ type: "string" }], unevaluatedItems: false }, "[string?]"],
  [{ type: "array", unevaluatedItems: { type: "string" } }, "string[]"],
  // What contains lets pass is evaluated.
  [{ type: "array", contains: { type: "string" }, unevaluatedItems: { type: "null" } }, "unknown[]"],
  [{ type: "array", allOf: [{ prefixItems: [{}] }], unevaluatedItems: false }, "unknown[]"],

  [{ type: "object" }, "Record<string, unknown>"],
  [{ type: "object", additionalProperties: true }, "Record<string, unknown>"],
  [{ type: "object", additionalProperties: false }, "Record<string, never>"],
  [{ type: "object", additionalProperties: thing }, "{ [name: string]: Thing }"],
  [{ type: "object", patternProperties: { "^x": thing } }, "Record<string, unknown>"],
  [
    { type: "object", patternProperties: { "^x": thing }, additionalProperties: false },
    "{ [name: string]: Thing }",
  ],
  [
    { type: "object", properties: { a: { type: "string" }, b: thing }, required: ["b"] },
    "{ a?: string; b: Thing }",
  ],
  [
    { type: "object", properties: { "a-b": {}, $c: {}, "1": {} } },
    '{ "1"?: unknown; "a-b"?: unknown; $c?: unknown }',
  ],
  [{ type: "object", required: ["a"] }, "{ a: unknown }"],
  [
    { type: "object", required: ["a"], additionalProperties: { type: "string" } },
    "{ a: string; [name: string]: unknown }",
  ],
  [
    { type: "object", properties: { a: {} }, additionalProperties: thing },
    "{ a?: unknown; [name: string]: unknown }",
  ],
  [{ type: "object", properties: { a: {} }, additionalProperties: false }, "{ a?: unknown }"],
  [{ type: "object", properties: { a: { description: "d" } } }, "{\n  /** d */\n  a?: unknown;\n}"],
  [
    { type: "object", properties: { a: { deprecated: true } } },
    "{\n  /**\n   * @deprecated\n   */\n  a?: unknown;\n}",
  ],

  ...["additionalProperties", "unevaluatedProperties"].map((keyword): [JsonSchema, string] => [
    { type: "object", properties: { a: thing }, patternProperties: { "^x": thing }, [keyword]: false },
    "{ a?: Thing; [name: string]: unknown }",
  ]),
  [{ type: "object", ...thing, unevaluatedProperties: false }, "Thing"],
  [{ ...thing, unevaluatedProperties: false }, "Thing"],
  [{ type: "object", anyOf: [thing, { type: "object", properties: { b: {} } }] }, "Thing | { b?: unknown }"],
  [{ type: "object", ...thing, additionalProperties: true }, "Thing & Record<string, unknown>"],
  [{ type: ["object", "null"], ...thing }, "Thing & (Record<string, unknown> | null)"],
  [{ type: "object", unevaluatedProperties: false }, "Record<string, never>"],
  [{ type: "object", unevaluatedProperties: { type: "string" } }, "{ [name: string]: string }"],
  [
    { type: "object", allOf: [{ properties: { a: {} } }], unevaluatedProperties: { type: "string" } },
    "Record<string, unknown> & { a?: unknown }",
  ],
  [
    { type: "object", properties: { a: { type: "string", readOnly: true } }, required: ["a"] },
    "{ readonly a: string }",
  ],
  [
    { type: "object", properties: { a: { description: "d", default: ["*/"] } } },
    '{\n  /**\n   * d\n   *\n   * @defaultValue `["*\\/"]`\n   */\n  a?: unknown;\n}',
  ],
  [{ type: "object", dependentSchemas: { a: { required: ["b"] } } }, "Record<string, unknown>"],
  [when({ type: "string" }, { const: "a" }, { type: "number" }), '(string & "a") | number'],
  [
    {
      type: "object",
      properties: { kind: { type: "string" } },
      required: ["kind"],
      ...when({ properties: { kind: { const: "a" } } }, { required: ["x"] }, { required: ["y"] }),
    },
    '{ kind: string } & (({ kind?: "a" } & { x: unknown }) | { y: unknown })',
  ],
  [when({ type: "string" }, { const: "a" }), "unknown"],

  // Members that only a condition declares: in the type, and as wide as they may be where it does not hold.
  [
    {
      type: "object",
      properties: { a: {} },
      dependentSchemas: { a: { properties: { b: { type: "null" } } } },
    },
    "{ a?: unknown; b?: unknown }",
  ],
  [
    {
      type: "object",
      properties: { a: {} },
      dependentSchemas: { a: { properties: { b: { type: "null" } } } },
      unevaluatedProperties: false,
    },
    "{ a?: unknown; b?: null }",
  ],
  [
    {
      type: "object",
      properties: { a: {} },
      ...when({ required: ["a"] }, { properties: { b: { type: "null" } } }),
    },
    "{ a?: unknown; b?: unknown }",
  ],
  [{ ...thing, anyOf: [{ properties: { b: { type: "null" } } }, {}] }, "Thing & { b?: unknown }"],
  [
    {
      type: "object",
      properties: { a: {} },
      additionalProperties: false,
      dependentSchemas: { a: { properties: { b: {} } } },
    },
    "{ a?: unknown }",
  ],

  // Without a type any value that is no object passes too.
  [{ properties: { a: {} } }, "unknown"],
  [{ required: ["a"] }, "unknown"],
  [{ items: { type: "string" } }, "unknown"],
  [{ minLength: 1 }, "unknown"],
  [{ not: { type: "string" } }, "unknown"],
  [{ type: "object", properties: { a: {} }, if: {}, else: { required: ["a"] } }, "{ a?: unknown }"],

  [{ anyOf: [{ type: "string" }, thing] }, "string | Thing"],
  [{ oneOf: [{ type: "null" }, thing] }, "Thing | null"],
  [{ anyOf: [{ type: "string" }, {}] }, "unknown"],
  [{ anyOf: [{ type: "string" }, false] }, "string"],
  [{ anyOf: [false] }, "never"],
  [{ type: "string", anyOf: [{ minLength: 1 }, { pattern: "x" }] }, "string"],
  [{ allOf: [thing, { type: "object", properties: { b: {} } }] }, "Thing & { b?: unknown }"],
  [{ allOf: [thing, { properties: { b: {} } }] }, "Thing & { b?: unknown }"],
  [{ allOf: [{ properties: { b: {} } }] }, "unknown"],
  [{ allOf: [thing, thing] }, "Thing"],
  [
    { allOf: [{ anyOf: [thing, { type: "object", properties: { c: {} } }] }, { required: ["b"] }] },
    "(Thing | { c?: unknown }) & { b: unknown }",
  ],
  [
    { type: "object", properties: { a: {} }, anyOf: [{ required: ["a"] }, { required: ["b"] }] },
    "{ a?: unknown } & ({ a: unknown } | { b: unknown })",
  ],
  [{ type: "object", allOf: [{ minProperties: 1 }] }, "Record<string, unknown>"],
  [{ ...thing, properties: { b: {} } }, "Thing & { b?: unknown }"],
  [{ allOf: [{ $ref: "#/$defs/text" }, { properties: { b: {} } }] }, "Text"],
  [{ type: "array", items: { allOf: [thing, { required: ["b"] }] } }, "(Thing & { b: unknown })[]"],
];

describe("the type of a schema", () => {
  it("leaves out unions that no compiler holds together, and keeps what they stand beside", () => {
    const either = (index: number) => ({ oneOf: [{ required: [`a${index}`] }, { required: [`b${index}`] }] });
    const allOf = Array.from({ length: 40 }, (_, index) => either(index));
    const { text } = types.typeOf({ type: "object", properties: { a: { type: "string" } }, allOf });
    assert.ok(text.startsWith("{ a?: string } & ({ a0: unknown } | { b0: unknown }) & "), text);
    const unions = text.split("|").length - 1;
    assert.ok(unions >= 10 && 2 ** unions <= 10_000, `${unions} unions`);
    const wide = { oneOf: Array.from({ length: 20_000 }, (_, index) => ({ const: index })) };
    assert.equal(types.typeOf(wide).alternatives.length, 20_000);
  });

  it("is made once of a schema, however deep its alternatives stand in each other", () => {
    let schema: JsonSchema = true;
    for (let level = 0; level < 40; level += 1)
      schema = { type: "object", properties: { a: {} }, anyOf: [schema, { properties: { b: {} } }, true] };
    assert.equal(types.typeOf(schema).text, "{ a?: unknown; b?: unknown }");
  });

  for (const [schema, expected] of TABLE) {
    const text = JSON.stringify(schema, (_, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    it(`is ${expected.replaceAll("\n", " ")} for ${text}`, () =>
      assert.equal(types.typeOf(schema).text, expected));
  }
});

describe("types.ts", () => {
  function typesOf(definition: object): string {
    const files = emitService(load({ ...SMALLEST, ...definition }), {
      version: "1",
      sourceFile: "s",
      importExtension: "js",
    });
    const text = files.find(({ name }) => name === "types.ts")?.text ?? "";
    return text.replace(/^(?:\/\/ .*\n)+/, "");
  }

  it("is a module even when there is no type", () => assert.equal(typesOf({}), "export {};\n"));

  it("names what a signature cannot hold, and nothing else", () => {
    const object = { type: "object", properties: { a: {} } };
    const m = { params: [{ name: "an-arg", schema: object }], result: { type: "array", items: object } };
    assert.equal(
      typesOf({ methods: { m, n: { result: { type: "string" } } } }),
      "/** Parameter `an-arg` of `m`. */\nexport interface MAnArg {\n  a?: unknown;\n}\n\n" +
        "/** Item of result of `m`. */\nexport interface MResultItem {\n  a?: unknown;\n}\n",
    );
  });

  it("gives a name that is taken an underscore", () => {
    const object = { type: "object", properties: { a: {} } };
    const text = typesOf({ methods: { m: { result: object } }, $defs: { MResult: { type: "string" } } });
    assert.match(text, /export type MResult = string;/);
    assert.match(text, /export interface MResult_ \{/);
  });

  it("has the descriptions", () => {
    const Thing = {
      type: "object",
      description: "A thing.\n\nMore of it */ @x",
      title: "T",
      deprecated: true,
      properties: { a: { description: "An a." } },
    };
    assert.equal(
      typesOf({ $defs: { Thing } }),
      "/**\n * A thing.\n *\n * More of it *\\/ @x\n *\n * @deprecated\n */\nexport interface Thing {\n  /** An a. */\n  a?: unknown;\n}\n",
    );
  });
});
