import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import type { JsonSchema } from "../../../src/definition/descriptor.js";
import { pointerSegments, valueAt } from "../../../src/definition/json-pointer.js";
import type { CompileLimits } from "../../../src/validation/compile/limits.js";
import { SchemaCompiler } from "../../../src/validation/compile/schema-compiler.js";
import { Definitions } from "../../../src/validation/definitions.js";
import { Mismatch } from "../../../src/validation/mismatch.js";
import { SchemaValidator } from "../../../src/validation/schema-validator.js";
import { allowVisits } from "../../../src/validation/visit-budget.js";
import { propertyRuns } from "../../support/property-runs.js";

/** The same schemas each time: one in some thousands meets a fault of ajv, which would look like one of ours. */
const SEED = 20_251_124;

const NAMES = ["a", "b", "x/y", "q~z"];
const names = fc.constantFrom(...NAMES);
const small = fc.nat(3);

const leafValue = fc.oneof(
  fc.constantFrom(null, true, false, 0, -0, 1, 2, 3.5, -7, "", "a", "b", "ab", "é", "😀"),
  fc.integer({ min: -1000, max: 1000 }).map((eighths) => eighths / 8),
);
const { value: values } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leafValue,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(names, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

const typeName = fc.constantFrom("string", "number", "integer", "boolean", "null", "array", "object");
const keyword = {
  type: fc.oneof(typeName, fc.uniqueArray(typeName, { minLength: 1, maxLength: 3 })),
  const: values,
  enum: fc.array(values, { minLength: 1, maxLength: 3 }),
  minimum: fc.integer({ min: -5, max: 5 }),
  maximum: fc.integer({ min: -5, max: 5 }),
  exclusiveMinimum: small,
  exclusiveMaximum: small,
  multipleOf: fc.constantFrom(1, 2, 3),
  minLength: small,
  maxLength: small,
  pattern: fc.constantFrom("^a", "b$", "^\\p{L}*$"),
  minItems: small,
  maxItems: small,
  uniqueItems: fc.boolean(),
  minProperties: small,
  maxProperties: small,
  required: fc.uniqueArray(names, { maxLength: 2 }),
  dependentRequired: fc.dictionary(names, fc.uniqueArray(names, { maxLength: 2 }), {
    maxKeys: 1,
    noNullPrototype: true,
  }),
};

const { schema: schemas } = fc.letrec<{ schema: JsonSchema; object: JsonSchema }>((tie) => {
  const list = fc.array(tie("schema"), { minLength: 1, maxLength: 3 });
  const map = (keys: fc.Arbitrary<string>) =>
    fc.dictionary(keys, tie("schema"), { maxKeys: 2, noNullPrototype: true });
  return {
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.oneof({ weight: 1, arbitrary: fc.boolean() }, { weight: 8, arbitrary: some(keyword, 2) }),
      tie("object"),
    ),
    object: fc
      .tuple(
        some(keyword, 2),
        some(
          {
            $ref: fc.constantFrom("#/$defs/list", "#/$defs/a~1b"),
            not: tie("schema"),
            items: tie("schema"),
            prefixItems: list,
            contains: tie("schema"),
            minContains: small,
            maxContains: small,
            properties: map(names),
            patternProperties: map(fc.constantFrom("^a", "[/~]")),
            additionalProperties: tie("schema"),
            propertyNames: tie("schema"),
            dependentSchemas: map(names),
            allOf: list,
            anyOf: list,
            oneOf: list,
          },
          3,
        ),
        fc.option(
          fc
            .tuple(tie("schema"), tie("schema"), tie("schema"))
            .map((three) =>
              Object.fromEntries(["if", "then", "else"].map((name, index) => [name, three[index]])),
            ),
          { nil: {} },
        ),
      )
      .map((parts) => withoutAjvFault(Object.assign({}, ...parts))),
  };
});

const recursive = { $ref: "#/$defs/tree" };
const $defs = {
  tree: {
    oneOf: [
      { type: ["null", "integer"] },
      { type: "object", properties: { a: recursive }, required: ["a"] },
      { type: "object", properties: { b: recursive }, required: ["b"] },
      { type: "array", minItems: 1, items: recursive },
      { type: "object", properties: { "x/y": { anyOf: [false, false, recursive] } }, required: ["x/y"] },
    ],
  },
  list: {
    type: "object",
    properties: { a: { $ref: "#/$defs/list" }, b: { type: "integer" } },
    required: ["b"],
  },
  "a/b": {
    anyOf: [
      { type: "string", minLength: 1 },
      { type: "array", items: { $ref: "#/$defs/a~1b" } },
    ],
  },
};

/** ajv finds nothing missing in an empty array when `prefixItems` stands beside `contains`. */
function withoutAjvFault(schema: Record<string, unknown>): Record<string, unknown> {
  const { contains, ...others } = schema;
  return "prefixItems" in schema ? others : schema;
}

/** An object with up to `maxKeys` of the keys. */
function some(
  model: Record<string, fc.Arbitrary<unknown>>,
  maxKeys: number,
): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .subarray(Object.keys(model), { maxLength: maxKeys })
    .chain((keys) =>
      fc.record(Object.fromEntries(keys.map((key) => [key, model[key] ?? fc.constant(null)]))),
    );
}

/** Mostly fit `tree`, many levels deep. */
const { tree: trees } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 12, depthIdentifier: "tree", withCrossShrink: true },
    { weight: 1, arbitrary: fc.constantFrom(null, 1, 2, 3, 4, "x") },
    { weight: 8, arbitrary: names.chain((name) => fc.record({ [name]: tie("tree") })) },
    { weight: 2, arbitrary: fc.array(tie("tree"), { minLength: 1, maxLength: 2, depthIdentifier: "tree" }) },
    { weight: 1, arbitrary: fc.record({ a: tie("tree"), b: tie("tree") }) },
  ),
}));

/** So that the small schemas here are cut wherever large ones may be. */
const LIMITS: CompileLimits = { together: 0, height: 16, list: 2, inlineHeight: 8, inlineDepth: 2 };

/** True for a pointer to a value, or to where a member is missing. */
function isPlace(value: unknown, pointer: string): boolean {
  const segments = pointerSegments(pointer);
  return segments !== undefined && (segments.length === 0 || valueAt(value, segments) !== undefined);
}

/** ajv, which does not look at the schemas themselves: that takes the compiled schema of all schemas. */
function independent(): Ajv2020 {
  const ajv = new Ajv2020({
    strict: false,
    validateSchema: false,
    addUsedSchema: false,
    inlineRefs: false,
    code: { optimize: false },
  });
  // What ajv writes to track unevaluated members, none of which is tested here, has faults of its own.
  ajv.opts.unevaluated = false;
  return ajv;
}

describe("a schema's validator", () => {
  it("agrees with ajv when it is compiled in parts, and says what is wrong where", () => {
    const definitions = new Definitions({ service: "S", $defs });
    const ajv = independent();
    fc.assert(
      fc.property(schemas, fc.array(values, { minLength: 1, maxLength: 12 }), (schema, samples) => {
        const bundle = definitions.bundle(schema, "bigint");
        const ours = new SchemaCompiler(bundle, LIMITS).compile(bundle.schema);
        const theirs = ajv.compile(typeof schema === "boolean" ? schema : { ...schema, $defs });
        for (const sample of samples) {
          allowVisits(100_000);
          const isAccepted = ours.check(sample);
          assert.equal(isAccepted, theirs(sample), JSON.stringify({ schema, sample }));
          const errors = isAccepted ? [] : ours.errors(sample);
          assert.equal(errors.length === 0, isAccepted, JSON.stringify({ schema, sample }));
          for (const { instancePath, message } of errors) {
            assert.ok(isPlace(sample, instancePath), JSON.stringify({ schema, sample, instancePath }));
            assert.ok(!message.includes("\0"));
          }
        }
      }),
      { numRuns: propertyRuns(250), seed: SEED },
    );
  });

  it("agrees with ajv about recursive values, and visits each value in them once", () => {
    const bundle = new Definitions({ service: "S", $defs }).bundle(recursive, "bigint");
    const ours = new SchemaCompiler(bundle, LIMITS).compile(bundle.schema);
    const theirs = independent().compile({ ...recursive, $defs });
    const seen = { true: 0, false: 0 };
    const numRuns = propertyRuns(500);
    fc.assert(
      fc.property(trees, (sample) => {
        const text = JSON.stringify(sample);
        // No value is written in less than one character.
        allowVisits(text.length);
        const isAccepted = ours.check(sample);
        seen[`${isAccepted}`] += 1;
        assert.equal(isAccepted, theirs(sample), text);
        allowVisits(1_000_000);
        assert.equal(isAccepted || ours.errors(sample).length > 0, true, text);
      }),
      { numRuns, seed: SEED },
    );
    assert.ok(Math.min(seen.true, seen.false) > numRuns / 10, JSON.stringify(seen));
  });

  it("agrees with ajv", () => {
    const definitions = new Definitions({ service: "S", $defs });
    const ajv = independent();
    fc.assert(
      fc.property(schemas, fc.array(values, { minLength: 1, maxLength: 12 }), (schema, samples) => {
        const ours = new SchemaValidator(schema, definitions);
        const theirs = ajv.compile(typeof schema === "boolean" ? schema : { ...schema, $defs });
        for (const sample of samples) {
          const accepted = !(ours.acceptArriving(sample) instanceof Mismatch);
          assert.equal(accepted, theirs(sample), JSON.stringify({ schema, sample }));
        }
      }),
      { numRuns: propertyRuns(500), seed: SEED },
    );
  });
});
