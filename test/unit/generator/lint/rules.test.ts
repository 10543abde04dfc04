import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lintFile } from "../../../../generator/lint/lint-file.js";
import { LINT_RULES } from "../../../../generator/lint/rules.js";
import { written } from "../../definition/definition-file.js";

const BASE = { service: "S", description: "d", topic: "t", version: "1.2", methods: {} };

const methods = (content: unknown) => ({ ...BASE, methods: content });
const method = (content: object) => methods({ m: { description: "d", ...content } });
const params = (...list: object[]) =>
  method({ params: list.map((param) => ({ description: "d", schema: {}, ...param })) });
const schema = (content: unknown) => params({ name: "p", schema: content });
const AT_SCHEMA = "/methods/m/params/0/schema";
const withObject = (properties: object, more: object) => ({
  ...params({ name: "p", schema: { $ref: "#/$defs/Thing" }, ...more }),
  $defs: {
    Thing: {
      description: "d",
      versionedObject: { name: "Thing", namespace: "n", version: "1.0" },
      properties,
    },
  },
});
const WITH_DEFAULT = { type: "object", properties: { a: {}, b: { type: "integer", default: 1 } } };
const AT_B = `${AT_SCHEMA}/properties/b`;

/** For each rule definitions that keep it, and definitions that break it with the places where they do. */
const EXAMPLES: Record<string, { keep: unknown[]; broken: [unknown, ...string[]][] }> = {
  "case-clash": {
    keep: [
      methods({ getItem: { description: "d" }, getItems: { description: "d" } }),
      params({ name: "a" }, { name: "b" }),
    ],
    broken: [
      [methods({ getItem: { description: "d" }, getitem: { description: "d" } }), "/methods/getitem"],
      [params({ name: "a" }, { name: "A" }), "/methods/m/params/1/name"],
    ],
  },
  "closed-object": {
    keep: [
      schema({ type: "object", properties: { a: {} }, additionalProperties: false }),
      schema({
        type: "object",
        allOf: [{ type: "object", properties: { a: {} } }],
        properties: { b: {} },
        unevaluatedProperties: false,
      }),
      schema({
        type: "object",
        allOf: [{ type: "object", patternProperties: { "^b": {} }, additionalProperties: false }],
        properties: { b: {} },
      }),
    ],
    broken: [
      [
        schema({
          type: "object",
          allOf: [{ type: "object", properties: { a: {} }, additionalProperties: false }],
          properties: { b: {} },
        }),
        AT_SCHEMA,
      ],
      [
        {
          ...schema({ type: "object", $ref: "#/$defs/A", properties: { b: {} } }),
          $defs: { A: { type: "object", properties: { a: {} }, additionalProperties: false } },
        },
        AT_SCHEMA,
      ],
    ],
  },
  "default-left-out": {
    keep: [
      schema({ ...WITH_DEFAULT, minProperties: 1, required: ["a"] }),
      schema({ ...WITH_DEFAULT, maxProperties: 2 }),
      schema({ ...WITH_DEFAULT, oneOf: [{ required: ["a"] }, { required: ["c"] }] }),
      schema({ ...WITH_DEFAULT, anyOf: [{ required: ["a"] }, { required: ["b"] }] }),
      schema({ ...WITH_DEFAULT, required: ["b"], not: { required: ["b"] } }),
      schema({ ...WITH_DEFAULT, dependentRequired: { a: ["b"] } }),
      schema({ anyOf: [WITH_DEFAULT, { type: "null" }] }),
      schema({ type: "array", uniqueItems: true, items: { type: "string", default: "a" } }),
      schema({ type: "object", properties: { in: WITH_DEFAULT, k: {} }, maxProperties: 2 }),
      schema({
        type: "object",
        properties: { mode: { type: "string", default: "simple" }, key: {} },
        if: { properties: { mode: { const: "advanced" } }, required: ["mode"] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { required: ["key"] },
      }),
      schema({
        type: "object",
        properties: { a: { type: "integer", default: 1 }, b: { type: "integer", default: 2 } },
        dependentRequired: { a: ["b"] },
      }),
      schema({
        ...WITH_DEFAULT,
        if: { required: ["a"] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { properties: { b: { type: "integer" } } },
      }),
      schema({
        ...WITH_DEFAULT,
        anyOf: [{ properties: { b: true }, required: ["a"] }, { not: { type: "null" } }],
      }),
      schema({ allOf: [WITH_DEFAULT, { required: ["b"] }] }),
      method({ result: { ...WITH_DEFAULT, maxProperties: 1 } }),
    ],
    broken: [
      [schema({ ...WITH_DEFAULT, oneOf: [{ required: ["a"] }, { required: ["b"] }] }), AT_B],
      [schema({ ...WITH_DEFAULT, not: { required: ["b"] } }), AT_B],
      [schema({ ...WITH_DEFAULT, not: { anyOf: [{ allOf: [{ required: ["b"] }] }] } }), AT_B],
      [schema({ ...WITH_DEFAULT, if: { properties: { b: { const: 2 } } }, else: { required: ["a"] } }), AT_B],
      [schema({ ...WITH_DEFAULT, anyOf: [{ properties: { b: { const: 2 } } }, { required: ["a"] }] }), AT_B],
      [schema({ ...WITH_DEFAULT, maxProperties: 1 }), AT_B],
      [schema({ ...WITH_DEFAULT, dependentRequired: { b: ["a"] } }), AT_B],
      [schema({ ...WITH_DEFAULT, dependentSchemas: { b: { required: ["a"] } } }), AT_B],
      [schema({ ...WITH_DEFAULT, enum: [{}, { a: 1 }] }), AT_B],
      [schema({ allOf: [WITH_DEFAULT], not: { required: ["b"] } }), AT_B.replace("/prop", "/allOf/0/prop")],
      [
        { ...schema({ $ref: "#/$defs/B", not: { required: ["b"] } }), $defs: { B: WITH_DEFAULT } },
        "/$defs/B/properties/b",
      ],
      [
        {
          ...schema({ type: "object", properties: { b: { $ref: "#/$defs/D" } }, maxProperties: 0 }),
          $defs: { D: { type: "integer", default: 1 } },
        },
        AT_B,
      ],
      [
        schema({ type: "array", uniqueItems: true, items: WITH_DEFAULT }),
        AT_B.replace("/prop", "/items/prop"),
      ],
      [schema({ ...WITH_DEFAULT, patternProperties: { "^b": { type: "string" } } }), AT_B],
      [schema({ ...WITH_DEFAULT, propertyNames: { pattern: "^a" } }), AT_B],
      [
        schema({ allOf: [WITH_DEFAULT, { properties: { b: { type: "string" } } }] }),
        AT_B.replace("/prop", "/allOf/0/prop"),
      ],
      [schema({ ...WITH_DEFAULT, dependentSchemas: { a: { not: { required: ["b"] } } } }), AT_B],
      [
        schema({
          type: "array",
          uniqueItems: true,
          items: { type: "object", properties: { in: WITH_DEFAULT } },
        }),
        AT_B.replace("/prop", "/items/properties/in/prop"),
      ],
      [
        schema({
          type: "object",
          properties: { in: WITH_DEFAULT },
          not: { properties: { in: { required: ["b"] } }, required: ["in"] },
        }),
        AT_B.replace("/prop", "/properties/in/prop"),
      ],
      [
        schema({
          type: "object",
          properties: { in: { ...WITH_DEFAULT, maxProperties: 1 } },
          required: ["in"],
        }),
        AT_B.replace("/prop", "/properties/in/prop"),
      ],
      [
        schema({
          type: "object",
          properties: { a: {}, b: { type: "integer", default: 1 }, c: {} },
          maxProperties: 2,
        }),
        AT_B,
      ],
    ],
  },
  "idle-keyword": {
    keep: [schema({ type: ["string", "integer"], minLength: 1, minimum: 2 }), schema({ minLength: 1 })],
    broken: [
      [schema({ type: "integer", minLength: 1, maximum: 2 }), `${AT_SCHEMA}/minLength`],
      [schema({ type: "integer", format: "uuid" }), `${AT_SCHEMA}/format`],
      [schema({ else: {}, if: {}, type: "string" })],
      [schema({ else: {} }), `${AT_SCHEMA}/else`],
      [schema({ if: {} }), `${AT_SCHEMA}/if`],
      [schema({ minContains: 1 }), `${AT_SCHEMA}/minContains`],
    ],
  },
  "integer-range": {
    keep: [
      schema({ type: "integer", maximum: Number.MAX_SAFE_INTEGER }),
      schema({ type: "integer", format: "int64", maximum: 2 ** 60 }),
      schema({ type: "number", maximum: 1e300 }),
    ],
    broken: [
      [schema({ type: "integer", maximum: 2 ** 53 }), `${AT_SCHEMA}/maximum`],
      [schema({ type: ["integer", "null"], enum: [1, -(2 ** 53)] }), `${AT_SCHEMA}/enum/1`],
    ],
  },
  "missing-description": {
    keep: [BASE, method({})],
    broken: [
      [{ ...BASE, description: " " }, ""],
      [methods({ m: { params: [{ name: "p", schema: {} }] } }), "/methods/m"],
      [{ ...BASE, notifications: { e: { payload: {} } } }, "/notifications/e"],
    ],
  },
  "missing-param-description": {
    keep: [BASE, params({ name: "p" })],
    broken: [
      [method({ params: [{ name: "p", schema: {} }] }), "/methods/m/params/0"],
      [params({ name: "p", description: " " }), "/methods/m/params/0"],
    ],
  },
  "missing-type": {
    keep: [
      schema({ type: "object", properties: {} }),
      schema({}),
      schema({ type: "object", allOf: [{ properties: {} }], propertyNames: { maxLength: 1 } }),
      schema({
        $ref: "#/methods/m/params/0/schema/$defs/A",
        required: ["a"],
        $defs: { A: { type: "object" } },
      }),
    ],
    broken: [
      [schema({ properties: { a: { minLength: 1 } } }), AT_SCHEMA, `${AT_SCHEMA}/properties/a`],
      [schema({ type: "array", items: { minimum: 1 } }), `${AT_SCHEMA}/items`],
    ],
  },
  "no-value": {
    keep: [schema({ type: "integer", minimum: 1, maximum: 1, enum: [1] }), schema({ const: null })],
    broken: [
      [schema({ minLength: 2, maxLength: 1 }), `${AT_SCHEMA}/minLength`],
      [schema({ type: "string", enum: ["a", 1] }), `${AT_SCHEMA}/enum/1`],
      [schema({ type: "integer", const: 1.5 }), `${AT_SCHEMA}/const`],
    ],
  },
  "param-since": {
    keep: [params({ name: "p", required: false, since: "1.1" }), params({ name: "p", since: "1.0" })],
    broken: [
      [params({ name: "p", since: "1.1" }), "/methods/m/params/0/since"],
      [
        method({ since: "1.2", params: [{ name: "p", schema: {}, description: "d", since: "1.1" }] }),
        "/methods/m/params/0/since",
      ],
    ],
  },
  "private-method": {
    keep: [method({})],
    broken: [[methods({ _m: { description: "d" } }), "/methods/_m"]],
  },
  "python-date-time": {
    keep: [
      schema({ type: "string", format: "date-time" }),
      params({ name: "p", schema: { type: "string", format: "oslo-date-time" } }),
      methods({ m: { description: "d", "x-import": "the source does not say the type of the result" } }),
      withObject({ at: { type: "string", format: "date-time" } }, { "x-import": "no type" }),
    ],
    broken: [
      [
        params(
          { name: "p", schema: { type: "string", format: "date-time" } },
          { name: "q", schema: {}, "x-import": "the source does not say the type" },
        ),
        AT_SCHEMA,
      ],
      [
        params(
          { name: "p", schema: { type: "string", format: "date-time" } },
          { name: "q", schema: { type: "string", format: "oslo-date-time" } },
        ),
        AT_SCHEMA,
      ],
      [withObject({ at: { type: "string", format: "oslo-date-time" } }, {}), "/$defs/Thing/properties/at"],
    ],
  },
  "python-decimal": {
    keep: [
      schema({ type: "string", format: "decimal" }),
      params({ name: "p", schema: { type: "string", format: "oslo-decimal" } }),
      params(
        { name: "p", schema: { type: "number", format: "decimal" } },
        { name: "q", schema: { type: "string", format: "oslo-decimal" } },
      ),
      withObject({ price: { type: "string", format: "decimal" } }, { "x-import": "no type" }),
    ],
    broken: [
      ...["oslo-decimal", "oslo-date-time"].map((format): [unknown, string] => [
        params(
          { name: "p", schema: { type: ["string", "null"], format: "decimal" } },
          { name: "q", schema: { type: "string", format } },
        ),
        `${AT_SCHEMA}/format`,
      ]),
      [
        params({ name: "p", schema: { type: "string", format: "decimal128" }, "x-import": "no type" }),
        `${AT_SCHEMA}/format`,
      ],
    ],
  },
  "required-member": {
    keep: [
      schema({ type: "object", required: ["a"] }),
      schema({ type: "object", properties: { a: {} }, required: ["a"] }),
    ],
    broken: [
      [schema({ type: "object", properties: { name: {} }, required: ["nmae"] }), `${AT_SCHEMA}/required/0`],
    ],
  },
  "reserved-name": {
    keep: [methods({ delete_: { description: "d" } })],
    broken: [
      [methods({ delete: { description: "d" } }), "/methods/delete"],
      [params({ name: "ctx" }), "/methods/m/params/0/name"],
      [{ ...BASE, notifications: { emit: { description: "d", payload: {} } } }, "/notifications/emit"],
      [{ ...BASE, errors: { Promise: { description: "d", module: "m" } } }, "/errors/Promise"],
    ],
  },
  timeouts: {
    keep: [method({ timeout: 60, callMonitorTimeout: 10 }), method({ callMonitorTimeout: 2 })],
    broken: [
      [method({ timeout: 60, callMonitorTimeout: 1.9 }), "/methods/m/callMonitorTimeout"],
      [method({ timeout: 10, callMonitorTimeout: 10 }), "/methods/m/callMonitorTimeout"],
      [method({ kind: "cast", timeout: 10 }), "/methods/m/timeout"],
      [method({ timeout: 120_000 }), "/methods/m/timeout"],
    ],
  },
  "unused-definition": {
    keep: [
      {
        ...schema({ $ref: "#/$defs/A" }),
        $defs: {
          A: { type: "object", properties: { b: { $ref: "#/$defs/B/properties/c" } } },
          B: { properties: { c: {} } },
        },
      },
    ],
    broken: [
      [{ ...BASE, $defs: { A: { $ref: "#/$defs/B" }, B: {} } }, "/$defs/A", "/$defs/B"],
      [{ ...BASE, $defs: { A: { type: "array", items: { $ref: "#/$defs/A" } } } }, "/$defs/A"],
    ],
  },
  "unknown-encoding": {
    keep: ["base64", "Base64URL", "base16", "quoted-printable", "x-mine"].map((contentEncoding) =>
      schema({ type: "string", contentEncoding }),
    ),
    broken: [
      [schema({ type: "string", contentEncoding: "base_64" }), `${AT_SCHEMA}/contentEncoding`],
      [
        schema({ type: "array", items: { type: "string", contentEncoding: "" } }),
        `${AT_SCHEMA}/items/contentEncoding`,
      ],
    ],
  },
  "unknown-format": {
    keep: [
      schema({ type: "string", format: "uuid" }),
      schema({ type: "integer", format: "int32" }),
      schema({ const: { format: "x" } }),
    ],
    broken: [[schema({ type: "string", format: "uid" }), "/methods/m/params/0/schema/format"]],
  },
  "unknown-keyword": {
    keep: [schema({ type: "string", "x-mine": 1, title: "t" })],
    broken: [
      [
        schema({ type: "object", properties: { a: { tsType: "X" } } }),
        "/methods/m/params/0/schema/properties/a/tsType",
      ],
    ],
  },
  "unused-error": {
    keep: [{ ...method({ errors: ["E"] }), errors: { E: { description: "d", module: "m" } } }],
    broken: [[{ ...BASE, errors: { E: { description: "d", module: "m" } } }, "/errors/E"]],
  },
};

/** Where a definition breaks a rule, which may be off by default. */
function places(definition: unknown, rule: string): string[] {
  return lintFile(written({ "s.json": definition }), { [rule]: "warn" })
    .filter((finding) => finding.rule === rule)
    .map(({ pointer }) => pointer);
}

describe("the lint rule", () => {
  for (const { id } of LINT_RULES) {
    it(`${id} finds what breaks it and nothing else`, () => {
      const examples = EXAMPLES[id];
      assert.ok(examples !== undefined && examples.keep.length > 0 && examples.broken.length > 0);
      for (const definition of examples.keep)
        assert.deepEqual(places(definition, id), [], JSON.stringify(definition));
      for (const [definition, ...expected] of examples.broken) {
        assert.deepEqual(places(definition, id), expected, JSON.stringify(definition));
      }
    });
  }

  it("takes a definition that is wrong in every way", () => {
    for (const junk of [null, 1, "x", [], { a: 1 }, [{ name: 1, schema: 3 }]]) {
      const member = {
        description: junk,
        params: junk,
        result: junk,
        errors: junk,
        since: junk,
        kwargs: junk,
        payload: junk,
      };
      const keys = ["service", "version", "methods", "errors", "notifications", "$defs"];
      for (const value of [junk, { m: junk }, { m: member }]) {
        lintFile(written({ "s.json": Object.fromEntries(keys.map((key) => [key, value])) }), {});
      }
    }
    const keywords = [
      "type",
      "required",
      "properties",
      "enum",
      "items",
      "minimum",
      "maximum",
      "format",
      "$ref",
    ];
    for (const junk of [null, 1, "x", [], [1], { a: 1 }]) {
      lintFile(written({ "s.json": schema(Object.fromEntries(keywords.map((key) => [key, junk]))) }), {});
    }
  });

  it("lets pass keywords and formats that the configuration names", () => {
    const file = written({
      "s.json": schema({ type: "string", requird: [], tsType: "X", format: "color", description: "d" }),
    });
    assert.deepEqual(
      lintFile(file, {}).map(({ rule }) => rule),
      ["unknown-key", "unknown-format", "unknown-keyword", "unknown-keyword"],
    );
    const settings = { reading: { keywords: ["requird", "tsType"] }, formats: ["color"] };
    assert.deepEqual(lintFile(file, {}, settings), []);
  });

  it("proposes no format that would make another type of a value", () => {
    const messages = lintFile(written({ "s.json": schema({ type: "integer", format: "int46" }) }), {});
    assert.ok(!messages.some(({ message }) => message.includes('"int64"')), JSON.stringify(messages));
  });

  it("looks into the schemas of other files, and says which file", () => {
    const file = written({
      "s.json": schema({ $ref: "common.json#/$defs/A" }),
      "common.json": { $defs: { A: { type: "integer", maximum: 2 ** 60 } } },
    });
    const [finding] = lintFile(file, {});
    assert.match(finding?.file ?? "", /common\.json$/);
    assert.equal(finding?.pointer, "/$defs/A/maximum");
  });
});
