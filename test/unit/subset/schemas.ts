import fc from "fast-check";

/** A schema of few words. */
export type Schema = Record<string, unknown> | boolean;

/** Names of members. */
export const name = fc.constantFrom("a", "b", "c");
const small = fc.integer({ min: 0, max: 3 });
const type = fc.constantFrom("string", "integer", "number", "boolean", "null", "object", "array");
/** Values of the kinds that the schemas speak of. */
export const scalar = fc.constantFrom<unknown>("", "a", "aa", 0, 1, 2, 3, -1, 0.5, true, false, null);

/** Schemas of few words, so that two of them have much in common. They refer to `List` and `Other`. */
export const { schema } = fc.letrec<{ schema: Schema }>((tie) => {
  const inner = tie("schema");
  const list = fc.array(inner, { minLength: 1, maxLength: 2 });
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
  const seldom = <T>(value: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
  const written = (members: Record<string, fc.Arbitrary<unknown>>) =>
    fc.record(members).map((record) => JSON.parse(JSON.stringify(record)) as Record<string, unknown>);
  const types = fc.oneof(
    { weight: 3, arbitrary: type },
    fc.uniqueArray(type, { minLength: 1, maxLength: 3 }),
  );
  const leaf = fc.oneof(
    written({ type: types }),
    fc.constant({ type: "integer", format: "int64" }),
    written({
      type: fc.constant("string"),
      minLength: maybe(small),
      maxLength: maybe(small),
      pattern: maybe(fc.constantFrom("^a", "a$")),
    }),
    written({
      type: fc.constantFrom("integer", "number"),
      minimum: maybe(small),
      exclusiveMaximum: maybe(small),
      maximum: maybe(small),
      multipleOf: maybe(fc.constantFrom(1, 2, 4, 0.5)),
    }),
    written({ enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 4 }), type: maybe(types) }),
    written({ const: scalar }),
    fc.constantFrom<Schema>(true, false, {}, { $ref: "#/$defs/List" }, { $ref: "#/$defs/Other" }),
  );
  const properties = fc.dictionary(name, inner, { maxKeys: 2 });
  const compound = fc.oneof(
    {
      weight: 4,
      arbitrary: written({
        type: maybe(fc.constant("object")),
        properties: maybe(properties),
        required: maybe(fc.uniqueArray(name, { maxLength: 2 })),
        additionalProperties: maybe(inner),
        patternProperties: maybe(fc.dictionary(fc.constantFrom("^a", "b"), inner, { maxKeys: 1 })),
        propertyNames: maybe(fc.constantFrom({ maxLength: 1 }, { enum: ["a", "b"] })),
        minProperties: maybe(small),
        maxProperties: maybe(small),
        dependentRequired: maybe(fc.dictionary(name, fc.uniqueArray(name, { maxLength: 1 }), { maxKeys: 1 })),
        unevaluatedProperties: seldom(inner),
      }),
    },
    written({
      type: maybe(fc.constant("array")),
      items: maybe(inner),
      prefixItems: maybe(list),
      minItems: maybe(small),
      maxItems: maybe(small),
      uniqueItems: maybe(fc.boolean()),
      unevaluatedItems: seldom(inner),
      contains: seldom(inner),
    }),
    written({ allOf: list, type: maybe(types) }),
    written({ anyOf: list, type: maybe(types) }),
    written({ oneOf: list }),
    written({ not: inner, type: maybe(types) }),
    written({ if: inner, else: maybe(inner) }),
  );
  return { schema: fc.oneof({ maxDepth: 3, depthSize: "small" }, leaf, { weight: 2, arbitrary: compound }) };
});
