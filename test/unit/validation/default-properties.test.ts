import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import type { JsonSchema } from "../../../src/definition/descriptor.js";
import { isJsonObject } from "../../../src/json/json-object.js";
import { ServiceValidator } from "../../../src/validation/service-validator.js";
import { propertyRuns } from "../../support/property-runs.js";

const SEED = 20_251_129;
const names = fc.constantFrom("a", "b", "c");
const list = fc.uniqueArray(names, { minLength: 1, maxLength: 2 });
const small = fc.nat(3);
const one = fc.oneof(
  list.map((required): object => ({ required })),
  small.map((maxProperties) => ({ maxProperties })),
  fc.tuple(names, small).map(([name, value]) => ({ properties: { [name]: { const: value } } })),
  names.map((name) => ({ properties: { [name]: true }, additionalProperties: false })),
);

const keywords = {
  oneOf: fc.tuple(one, one),
  anyOf: fc.tuple(one, one),
  not: one,
  if: one,
  else: one,
  allOf: fc.tuple(one),
  maxProperties: small,
  dependentRequired: fc.dictionary(names, list, { maxKeys: 1, noNullPrototype: true }),
  dependentSchemas: fc.dictionary(names, one, { maxKeys: 1, noNullPrototype: true }),
  propertyNames: list.map((options) => ({ enum: options })),
};
const member = small.chain((value) =>
  fc.constantFrom<object>(
    { type: "integer" },
    { type: "integer", default: value },
    { default: value, maximum: 2 },
  ),
);
const objects = fc
  .tuple(
    fc.dictionary(names, member, { maxKeys: 3, noNullPrototype: true }),
    fc
      .subarray(Object.keys(keywords), { maxLength: 3 })
      .chain((keys) =>
        fc.record(
          Object.fromEntries(
            keys.map((key) => [key, keywords[key as keyof typeof keywords] as fc.Arbitrary<unknown>]),
          ),
        ),
      ),
  )
  .map(([properties, others]): Exclude<JsonSchema, boolean> => ({ properties, ...others }));
const schemas = fc.oneof(
  objects,
  fc.tuple(objects, fc.boolean()).map(([items, uniqueItems]) => ({ type: "array", items, uniqueItems })),
  fc.tuple(objects, objects).map(([inner, outer]) => ({
    ...outer,
    properties: { ...(outer.properties as object), a: inner },
  })),
);

const flat = fc.dictionary(names, small, { maxKeys: 3, noNullPrototype: true });
const values = fc.oneof(
  flat,
  fc.array(flat, { maxLength: 3 }),
  fc.tuple(flat, flat).map(([outer, a]) => ({ ...outer, a })),
);

/** True when the second value has all that the first one has. */
function holdsAll(arrived: unknown, filled: unknown): boolean {
  if (Array.isArray(arrived)) {
    return (
      Array.isArray(filled) &&
      arrived.length === filled.length &&
      arrived.every((item, index) => holdsAll(item, filled[index]))
    );
  }
  if (!isJsonObject(arrived)) return Object.is(arrived, filled);
  return (
    isJsonObject(filled) &&
    Object.entries(arrived).every(
      ([name, inner]) => Object.hasOwn(filled, name) && holdsAll(inner, filled[name]),
    )
  );
}

describe("defaults", () => {
  it("leave valid what arrived valid, take nothing away, and let in nothing else", () => {
    const ajv = new Ajv2020({
      strict: false,
      validateSchema: false,
      addUsedSchema: false,
      inlineRefs: false,
      code: { optimize: false },
    });
    fc.assert(
      fc.property(schemas, fc.array(values, { minLength: 1, maxLength: 8 }), (schema, samples) => {
        const params = [{ name: "p", required: true, schema }];
        const method = { name: "m", kind: "call", since: "1.0", params, errors: [] } as const;
        const validator = new ServiceValidator({ service: "S", methods: [method] }).method("m");
        const isValid = ajv.compile(schema);
        for (const sample of samples) {
          const text = JSON.stringify({ schema, sample });
          if (isValid(sample)) {
            const { p } = validator?.withDefaults({ p: sample }) ?? {};
            assert.ok(isValid(p), text);
            assert.ok(holdsAll(sample, p), text);
          } else assert.throws(() => validator?.withDefaults({ p: sample }), /must|no such/, text);
        }
      }),
      { numRuns: propertyRuns(1_000), seed: SEED },
    );
  });
});
