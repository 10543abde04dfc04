import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { JsonSchema, ServiceDescriptor } from "../../../src/definition/descriptor.js";
import { stringifyJson } from "../../../src/json/json.js";
import { FORMAT_TEXTS } from "../../../src/sampling/format-texts.js";
import { ServiceSampler } from "../../../src/sampling/service-sampler.js";
import { independentChecks } from "../../support/independent-checks.js";
import { schema as fewWords } from "../subset/schemas.js";

/** Some 2,000 were tried when this was written, with other seeds. */
const SCHEMAS = 80;
const SAMPLES = 20;

type Schemas = Readonly<Record<string, JsonSchema>>;

/** A service whose methods return those. */
function service(results: Schemas, $defs: Schemas = {}): ServiceDescriptor {
  const methods = Object.entries(results).map(
    ([name, result]) => ({ name, kind: "call", since: "1.0", params: [], result, errors: [] }) as const,
  );
  return { format: 1, service: "S", topic: "t", version: "1.0", methods, $defs };
}

/** A service whose one method returns that. */
function returning(result: JsonSchema, $defs?: Schemas): ServiceDescriptor {
  return service({ m: result }, $defs);
}

const RESULT = "/methods/m/result";

function samplesOf(
  schema: JsonSchema,
  $defs: Record<string, JsonSchema> = {},
  shown = false,
  count = SAMPLES,
): readonly unknown[] {
  const sampler = new ServiceSampler(returning(schema, $defs), { seed: 1, shown });
  return Array.from({ length: count }, (_, number) => {
    const sample = sampler.sample(RESULT, schema, number);
    assert.ok("value" in sample, stringifyJson({ schema, sample }));
    return sample.value;
  });
}

const tree = { $ref: "#/$defs/tree" };
const $defs = {
  tree: {
    type: "object",
    properties: { name: { type: "string" }, children: { type: "array", items: tree, minItems: 1 } },
    required: ["name"],
    additionalProperties: false,
  },
  expression: {
    oneOf: [
      { type: "number" },
      {
        type: "object",
        properties: { left: { $ref: "#/$defs/expression" }, right: { $ref: "#/$defs/expression" } },
        required: ["left", "right"],
      },
    ],
  },
};

/** For each keyword a schema that is not easy to fit. */
const KEYWORDS: Readonly<Record<string, JsonSchema>> = {
  true: true,
  type: { type: ["integer", "null", "string"] },
  enum: { type: ["string", "integer"], enum: ["a", 1, null, { b: 1 }] },
  const: { const: { a: [1, "x", null] } },
  minimum: { type: "integer", minimum: 7, exclusiveMaximum: 9 },
  "minimum of a number": { type: "number", exclusiveMinimum: 0.1, maximum: 0.11 },
  "negative bounds": { type: "integer", maximum: -5 },
  multipleOf: { type: "number", multipleOf: 0.25, minimum: 3 },
  "two multipleOf": { allOf: [{ type: "integer", multipleOf: 6 }, { multipleOf: 10 }], minimum: 1 },
  "multipleOf far away": { type: "integer", multipleOf: 7, minimum: 1_000_001 },
  int64: { type: "integer", format: "int64" },
  "large int64": { type: "integer", format: "int64", minimum: 2 ** 60 },
  lengths: { type: "string", minLength: 30, maxLength: 31 },
  pattern: { type: "string", pattern: "^[a-z]{3}-(\\d{2,4}|[A-F]+)$" },
  "pattern inside": { type: "string", pattern: "b\\d", minLength: 12, maxLength: 14 },
  "two patterns": { allOf: [{ pattern: "^[a-c]+$" }, { pattern: "abc" }], type: "string" },
  lookahead: { type: "string", pattern: "^(?=.*\\d)(?=.*[a-z])[a-z0-9]{6,}$" },
  word: { type: "string", pattern: "\\bfoo\\b" },
  letters: { type: "string", pattern: "^\\p{Lu}\\p{Ll}+$" },
  items: { type: "array", items: { type: "integer" }, minItems: 2, maxItems: 4 },
  prefixItems: {
    type: "array",
    prefixItems: [{ type: "string" }, { const: 1 }],
    items: false,
    minItems: 2,
  },
  contains: { type: "array", items: { type: "integer" }, contains: { minimum: 900 }, minContains: 2 },
  maxContains: {
    type: "array",
    items: { enum: ["a", "b", "c"] },
    contains: { const: "a" },
    minContains: 1,
    maxContains: 1,
    minItems: 4,
  },
  uniqueItems: { type: "array", items: { enum: [1, 2, 3] }, uniqueItems: true, minItems: 3 },
  unevaluatedItems: {
    type: "array",
    allOf: [{ prefixItems: [{ type: "string" }] }],
    unevaluatedItems: { type: "null" },
    minItems: 3,
  },
  properties: {
    type: "object",
    properties: { a: { type: "string" }, b: { type: "integer" } },
    required: ["a"],
    additionalProperties: false,
  },
  patternProperties: {
    type: "object",
    patternProperties: { "^x-": { type: "integer" } },
    additionalProperties: false,
    minProperties: 2,
  },
  additionalProperties: { type: "object", additionalProperties: { type: "string" }, minProperties: 3 },
  propertyNames: { type: "object", propertyNames: { pattern: "^[A-Z]{2}$" }, minProperties: 3 },
  "names by enum": {
    type: "object",
    propertyNames: { enum: ["a", "b", "c"] },
    minProperties: 2,
    maxProperties: 2,
  },
  dependentRequired: {
    type: "object",
    properties: { a: { type: "integer" } },
    required: ["a"],
    dependentRequired: { a: ["b"], b: ["c"] },
  },
  dependentSchemas: {
    type: "object",
    properties: { a: true, b: true, c: true },
    minProperties: 1,
    maxProperties: 2,
    dependentSchemas: {
      a: { required: ["b"] },
      b: { properties: { b: { type: "string" } } },
      c: { maxProperties: 1 },
    },
  },
  unevaluatedProperties: {
    type: "object",
    allOf: [{ properties: { a: { type: "string" } } }],
    anyOf: [{ properties: { b: { const: 1 } }, required: ["b"] }, { required: ["a"] }],
    unevaluatedProperties: false,
  },
  allOf: { allOf: [{ type: "object", required: ["a"] }, { properties: { a: { type: "integer" } } }] },
  anyOf: { type: "integer", anyOf: [{ maximum: 3 }, { minimum: 100 }] },
  oneOf: { type: "integer", oneOf: [{ minimum: 0 }, { maximum: 10 }] },
  not: { type: "string", not: { enum: ["a", "b"] }, pattern: "^[abc]$" },
  if: {
    type: "object",
    properties: { kind: { enum: ["a", "b"] }, size: { type: "integer" } },
    required: ["kind"],
    if: { properties: { kind: { const: "a" } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { required: ["size"] },
    else: { properties: { size: false } },
  },
  $ref: tree,
  "$ref in a circle": { $ref: "#/$defs/expression" },
};

describe("a sample of a schema", () => {
  for (const { pointer, schema, accepts } of independentChecks(service(KEYWORDS, $defs))) {
    if (!pointer.startsWith("/methods/")) continue;
    it(`is one that another validator accepts: ${pointer.split("/")[2]}`, () => {
      for (const value of samplesOf(schema, $defs))
        assert.ok(accepts(value), `${stringifyJson(value)} of ${JSON.stringify(schema)}`);
    });
  }

  it("is one that another validator accepts, for every format", () => {
    for (const format of FORMAT_TEXTS.keys()) {
      const schema = { type: "string", format };
      const [check] = independentChecks(returning(schema));
      for (const value of samplesOf(schema))
        assert.ok(check?.accepts(value), `${String(value)} as ${format}`);
    }
    const [mail] = samplesOf({ type: "string", format: "email", pattern: "^[a-m]", maxLength: 40 });
    assert.match(String(mail), /^[a-m][^@]*@/);
  });

  it("is one that another validator accepts, for schemas that nobody would write", () => {
    const definitions = { ...$defs, List: $defs.expression, Other: $defs.tree };
    const isKnownToDiffer = (text: string) =>
      // Ours reads integers of 64 bits as bigints, ajv finds nothing missing in an empty list of prefixItems.
      text.includes("int64") || (text.includes("prefixItems") && text.includes("contains"));
    const seen = { sampled: 0, unsatisfiable: 0, "not found": 0 };
    const schemas = fc.sample(fewWords, { numRuns: SCHEMAS, seed: 5 });
    const descriptor = service(
      Object.fromEntries(schemas.map((schema, index) => [`m${index}`, schema])),
      definitions,
    );
    const sampler = new ServiceSampler(descriptor, { seed: 1, shown: false });
    for (const { pointer, schema, accepts } of independentChecks(descriptor).slice(0, SCHEMAS)) {
      const differs = isKnownToDiffer(JSON.stringify(schema));
      for (let number = 0; number < 4; number += 1) {
        const sample = sampler.sample(pointer, schema, number);
        seen["none" in sample ? sample.none : "sampled"] += 1;
        if ("none" in sample) break;
        const text = () => `${stringifyJson(sample.value)} of ${JSON.stringify(schema)}`;
        if (!differs) assert.ok(accepts(sample.value), text());
      }
    }
    assert.ok(seen.sampled > SCHEMAS, JSON.stringify(seen));
    assert.ok(seen.unsatisfiable > 5 && seen["not found"] < SCHEMAS / 20, JSON.stringify(seen));
  });

  it("is the same for the same seed, name and number, and differs from the others", () => {
    const schema = { type: "string", minLength: 10 };
    const texts = (seed: number | string, name: string) => {
      const sampler = new ServiceSampler(returning(schema), { seed, shown: true });
      return Array.from({ length: 10 }, (_, number) => sampler.sample(name, schema, number));
    };
    assert.deepEqual(texts(1, RESULT), texts(1, RESULT));
    const all = [texts(1, RESULT), texts(2, RESULT), texts("1", RESULT), texts(1, "other")];
    const different = new Set(all.flat().map((sample) => stringifyJson(sample)));
    assert.equal(different.size, 40);
  });

  it("is an example where there is one, else a default, when they are to be shown", () => {
    const schema = {
      type: "object",
      properties: {
        name: { type: "string", examples: ["web-1", "web-2", 3] },
        size: { type: "integer", default: 7 },
        broken: { type: "string", minLength: 3, examples: ["x"] },
      },
      required: ["name", "size", "broken"],
    };
    for (const value of samplesOf(schema, {}, true)) {
      const { name, size, broken } = value as { name: string; size: number; broken: string };
      assert.ok(["web-1", "web-2"].includes(name), name);
      assert.equal(size, 7);
      assert.ok(broken.length >= 3);
    }
    const others = samplesOf(schema) as readonly { name: string }[];
    assert.ok(others.some(({ name }) => !["web-1", "web-2"].includes(name)));
  });

  it("has integers of 64 bits as bigints", () => {
    const schema = { type: "object", properties: { n: KEYWORDS.int64 }, required: ["n"] };
    for (const value of samplesOf(schema)) assert.equal(typeof (value as { n: unknown }).n, "bigint");
  });

  it("is not there for a schema that accepts nothing, which is said with its place", () => {
    const descriptor: ServiceDescriptor = {
      ...returning(
        { type: "object", properties: { list: { $ref: "#/$defs/list" } }, required: ["list"] },
        {
          list: { type: "array", items: { type: "integer", minimum: 5, maximum: 4 }, minItems: 1 },
          fine: { type: "array", items: false },
        },
      ),
      notifications: [{ eventType: "e", priorities: ["info"], payload: { type: "string", pattern: "a^" } }],
    };
    const sampler = new ServiceSampler(descriptor, { seed: 1, shown: true });
    assert.deepEqual(
      sampler.withoutSample().map(({ pointer, none, cause }) => [pointer, none, cause]),
      [
        [RESULT, "unsatisfiable", "/$defs/list/items"],
        ["/notifications/e/payload", "unsatisfiable", "/notifications/e/payload"],
        ["/$defs/list", "unsatisfiable", "/$defs/list/items"],
      ],
    );
  });

  it("is not found where the way to one is too narrow, which is not called impossible", () => {
    // A text of a hundred characters that a lookahead picks out of all others.
    const schema = { type: "string", pattern: `^(?=${"ab".repeat(50)}$)[a-z]+$` };
    const sampler = new ServiceSampler(returning(schema), { seed: 1, shown: true });
    assert.deepEqual(
      sampler.withoutSample().map(({ none, cause }) => [none, cause]),
      [["not found", RESULT]],
    );
  });
});
