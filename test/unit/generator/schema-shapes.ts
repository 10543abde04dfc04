import fc from "fast-check";
import type { JsonSchema } from "../../../src/definition/descriptor.js";

/** A schema, and values made to fit it. */
export interface Shape {
  readonly schema: JsonSchema;
  readonly values: fc.Arbitrary<unknown>;
}

/** ajv compares objects by calling what it finds in them under these names. */
const TRIPS_AJV = /"(valueOf|toString|constructor)":/;

/** Any value of JSON. */
export function jsonValues(maxDepth: number): fc.Arbitrary<unknown> {
  return fc.jsonValue({ maxDepth }).filter((value) => !TRIPS_AJV.test(JSON.stringify(value)));
}

/** True where others see an integer, and we a number that may have been rounded. */
export function holdsLargeInteger(value: unknown): boolean {
  if (typeof value === "number") return Number.isInteger(value) && !Number.isSafeInteger(value);
  return typeof value === "object" && value !== null && Object.values(value).some(holdsLargeInteger);
}

const NAMES = ["a", "b", "c-d"] as const;

/** The definitions that shapes refer to. */
export const SHAPE_DEFS = {
  text: { type: "string", minLength: 1 },
  tree: {
    type: "object",
    properties: { name: { type: "string" }, children: { type: "array", items: { $ref: "#/$defs/tree" } } },
    required: ["name"],
    additionalProperties: false,
  },
} as const satisfies Record<string, JsonSchema>;

const trees = fc.letrec((tie) => ({
  tree: fc.record(
    {
      name: fc.string(),
      children: fc.array(tie("tree"), { maxLength: 2, depthIdentifier: "tree" }),
    },
    { requiredKeys: ["name"] },
  ),
})).tree;

const scalars: readonly Shape[] = [
  { schema: { type: "string", maxLength: 4 }, values: fc.string({ maxLength: 4, unit: "grapheme-ascii" }) },
  { schema: { type: "string", pattern: "^x" }, values: fc.constantFrom("x", "xy") },
  { schema: { type: "string", format: "date" }, values: fc.constantFrom("2024-02-29", "1999-12-31") },
  { schema: { type: "string", format: "ipv4" }, values: fc.constant("10.0.0.1") },
  // What is an annotation to all of them.
  {
    schema: {
      type: "string",
      format: "password",
      contentMediaType: "application/json",
      contentSchema: { type: "number" },
    },
    values: fc.constantFrom("", "{}"),
  },
  {
    schema: { type: "string", format: "uuid" },
    values: fc.constant("123e4567-e89b-12d3-a456-426614174000"),
  },
  {
    schema: { type: "string", format: "date-time" },
    values: fc.constantFrom("2026-01-02T03:04:05Z", "1999-12-31T23:59:59.123456+01:30"),
  },
  {
    schema: { type: ["string", "null"], format: "oslo-date-time" },
    values: fc.constantFrom("2026-01-02T03:04:05.000001", "1999-12-31T23:59:59", null),
  },
  {
    schema: { anyOf: [{ type: "string", format: "date-time" }, { type: "null" }, { const: "never" }] },
    values: fc.constantFrom("2026-01-02T03:04:05Z", null, "never"),
  },
  {
    schema: { type: ["string", "null"], contentEncoding: "base64" },
    values: fc.constantFrom("YQ==", "", "+/9h", null),
  },
  {
    schema: { anyOf: [{ type: "string", contentEncoding: "base64url" }, { const: "?" }] },
    values: fc.constantFrom("-_9h", "?"),
  },
  {
    schema: { type: "string", format: "oslo-decimal" },
    values: fc.constantFrom("1.50", "-0", "1E+30", "12"),
  },
  { schema: { type: "integer", minimum: -5 }, values: fc.integer({ min: -5, max: 99 }) },
  {
    schema: { type: "integer", exclusiveMinimum: -3, maximum: 6, multipleOf: 2 },
    values: fc.constantFrom(-2, 0, 6),
  },
  { schema: { type: "number", exclusiveMaximum: 10 }, values: fc.constantFrom(0, -1.5, 9.75) },
  { schema: { type: ["boolean", "null"] }, values: fc.constantFrom(true, false, null) },
  { schema: { type: ["string", "integer"], minLength: 1, minimum: 1 }, values: fc.constantFrom("s", 1) },
  { schema: { enum: ["a", 1, null, { b: [1] }, []] }, values: fc.constantFrom("a", 1, null, { b: [1] }, []) },
  { schema: { const: { kind: "k", list: [true, -0] } }, values: fc.constant({ kind: "k", list: [true, 0] }) },
  { schema: { $ref: "#/$defs/text", description: "d" }, values: fc.string({ minLength: 1, maxLength: 3 }) },
  { schema: { $ref: "#/$defs/tree" }, values: trees },
  { schema: { not: { type: "string" } }, values: fc.constantFrom(1, null, {}) },
  { schema: {}, values: jsonValues(1) },
];

/** All that a value and the schemas of its members make together. */
interface Members {
  readonly shapes: readonly Shape[];
  readonly required: readonly string[];
}

function properties({ shapes }: Members): Record<string, JsonSchema> {
  return Object.fromEntries(shapes.map(({ schema }, index) => [NAMES[index], schema]));
}

function membersOf({ shapes, required }: Members): fc.Arbitrary<Record<string, unknown>> {
  const model = Object.fromEntries(shapes.map(({ values }, index) => [NAMES[index] ?? "", values]));
  return fc.record(model, { requiredKeys: [...required], noNullPrototype: true });
}

function withMember(values: fc.Arbitrary<object>, name: string, member: fc.Arbitrary<unknown>) {
  return fc.tuple(values, fc.option(member, { nil: undefined })).map(([value, extra]) => {
    return extra === undefined ? value : { ...value, [name]: extra };
  });
}

/** Objects, each in one of the ways in which JSON Schema can say it. */
const OBJECTS: readonly ((members: Members, other: Shape) => Shape)[] = [
  (members) => ({
    schema: { type: "object", properties: properties(members), required: members.required },
    values: withMember(membersOf(members), "z", fc.constantFrom(1, "more")),
  }),
  (members) => ({
    schema: {
      type: "object",
      properties: properties(members),
      required: members.required,
      additionalProperties: false,
    },
    values: membersOf(members),
  }),
  (members, other) => ({
    schema: { type: "object", properties: properties(members), additionalProperties: other.schema },
    values: withMember(membersOf(members), "z", other.values),
  }),
  (members, other) => ({
    schema: {
      type: "object",
      allOf: [{ properties: properties(members) }, { required: members.required }],
      unevaluatedProperties: other.schema,
    },
    values: withMember(membersOf(members), "z", other.values),
  }),
  (_, other) => ({
    schema: { type: "object", additionalProperties: other.schema, minProperties: 1 },
    values: fc.dictionary(fc.constantFrom("k", "l"), other.values, { minKeys: 1, noNullPrototype: true }),
  }),
  (_, other) => ({
    schema: { type: "object", patternProperties: { "^p": other.schema }, additionalProperties: false },
    values: fc.dictionary(fc.constantFrom("p", "pq"), other.values, { noNullPrototype: true }),
  }),
  (members, other) => ({
    schema: {
      type: "object",
      properties: properties(members),
      propertyNames: { pattern: "^[a-z]", maxLength: 3 },
      maxProperties: 4,
      dependentRequired: { z: members.required },
    },
    values: withMember(membersOf(members), "z", other.values),
  }),
  (members, other) => ({
    schema: {
      type: "object",
      properties: { ...properties(members), on: { type: "boolean" } },
      dependentSchemas: { on: { properties: { extra: other.schema }, required: ["extra"] } },
      // unevaluatedProperties beside dependentSchemas is what ajv gets wrong.
    },
    values: fc.oneof(
      membersOf(members),
      fc.tuple(membersOf(members), other.values).map(([value, extra]) => ({ ...value, on: true, extra })),
    ),
  }),
  (members, other) => ({
    schema: {
      type: "object",
      properties: { ...properties(members), kind: { enum: ["x", "y"] } },
      required: ["kind"],
      ...Object.fromEntries([
        ["if", { properties: { kind: { const: "x" } } }],
        ["else", { properties: { extra: other.schema }, required: ["extra"] }],
        [`${"the"}n`, { properties: { other: { type: "integer" } } }],
      ]),
      unevaluatedProperties: false,
    },
    values: fc.oneof(
      membersOf(members).map((value) => ({ ...value, kind: "x", other: 1 })),
      fc.tuple(membersOf(members), other.values).map(([value, extra]) => ({ ...value, kind: "y", extra })),
    ),
  }),
  (members, other) => ({
    schema: {
      type: "object",
      properties: { ...properties(members), on: { type: "boolean" } },
      required: ["on"],
      anyOf: [
        { properties: { extra: other.schema }, required: ["extra"] },
        { properties: { more: { type: "integer" } }, maxProperties: 9 },
      ],
    },
    values: fc.oneof(
      fc.tuple(membersOf(members), other.values).map(([value, extra]) => ({ ...value, on: true, extra })),
      membersOf(members).map((value) => ({ ...value, on: false, more: 1 })),
    ),
  }),
  (members, other) => ({
    schema: {
      type: "object",
      properties: {
        ...properties(members),
        id: { ...(other.schema as object), readOnly: true },
        key: { type: "string", writeOnly: true },
      },
      required: members.required,
      additionalProperties: false,
    },
    values: withMember(withMember(membersOf(members), "id", other.values), "key", fc.constant("k")),
  }),
  (members, other) => ({
    schema: {
      type: "object",
      properties: {
        a: { ...(other.schema as object), writeOnly: true },
        id: { type: "integer", readOnly: true },
      },
      additionalProperties: members.shapes[0]?.schema ?? true,
      required: ["id"],
    },
    values: withMember(
      fc.record({ id: fc.nat(), a: other.values }),
      "z",
      members.shapes[0]?.values ?? fc.constant(1),
    ),
  }),
];

const ARRAYS: readonly ((shapes: readonly Shape[], other: Shape) => Shape)[] = [
  (_, other) => ({
    schema: { type: "array", items: other.schema, maxItems: 3 },
    values: fc.array(other.values, { maxLength: 3 }),
  }),
  (shapes, other) => ({
    schema: { type: "array", prefixItems: shapes.map(({ schema }) => schema), items: other.schema },
    values: fc.tuple(...shapes.map(({ values }) => values), other.values),
  }),
  (shapes) => ({
    schema: {
      type: "array",
      prefixItems: shapes.map(({ schema }) => schema),
      minItems: 1,
      unevaluatedItems: false,
    },
    values: fc
      .tuple(fc.tuple(...shapes.map(({ values }) => values)), fc.nat(3))
      .map(([items, length]) => items.slice(0, Math.max(1, length))),
  }),
  (_, other) => ({
    schema: { type: "array", contains: other.schema },
    values: fc.tuple(fc.constant(null), other.values),
  }),
  (_, other) => ({
    schema: { type: "array", contains: { type: "integer", multipleOf: 3 }, minContains: 2, maxContains: 3 },
    values: fc.tuple(fc.constantFrom(0, 3), fc.constant(6), other.values),
  }),
  (_, other) => ({
    schema: { type: "array", items: other.schema, uniqueItems: true },
    values: fc.array(other.values, { maxLength: 2 }),
  }),
];

const COMBINATIONS: readonly ((shapes: readonly Shape[]) => Shape)[] = [
  (shapes) => ({
    schema: { anyOf: shapes.map(({ schema }) => schema) },
    values: fc.oneof(...shapes.map(({ values }) => values)),
  }),
  (shapes) => ({
    schema: {
      oneOf: shapes.map(({ schema }, index) => ({
        type: "object",
        properties: { kind: { const: index }, value: schema },
        required: ["kind", "value"],
      })),
    },
    values: fc.oneof(...shapes.map(({ values }, index) => values.map((value) => ({ kind: index, value })))),
  }),
  // Told apart by the constants of a member, which has its type beside them.
  ([first = scalars[0], second = first]) => ({
    schema: {
      type: "object",
      properties: { kind: { type: "string" }, note: { type: "string" } },
      required: ["kind"],
      anyOf: [
        { properties: { kind: { const: "one" }, value: first?.schema ?? true } },
        {
          properties: { kind: { enum: ["two", "three"] }, value: second?.schema ?? true },
          required: ["value"],
        },
      ],
    },
    values: fc.oneof(
      (first?.values ?? fc.constant(1)).map((value) => ({ kind: "one", value })),
      (second?.values ?? fc.constant(1)).map((value) => ({ kind: "three", note: "n", value })),
    ),
  }),
  ([first = scalars[0], second = first]) => ({
    schema: {
      allOf: [
        { type: "object", properties: { left: first?.schema ?? true }, required: ["left"] },
        { type: "object", properties: { right: second?.schema ?? true } },
      ],
      unevaluatedProperties: false,
    },
    values: fc
      .tuple(first?.values ?? fc.constant(1), second?.values ?? fc.constant(1))
      .map(([left, right]) => ({ left, right })),
  }),
];

/** Schemas of all kinds, at most so deep, each with values that fit it. */
export function shapes(depth: number): fc.Arbitrary<Shape> {
  const scalar = fc.constantFrom(...scalars);
  if (depth === 0) return scalar;
  const inner = shapes(depth - 1);
  const several = fc.array(inner, { minLength: 1, maxLength: NAMES.length });
  return fc.oneof(
    scalar,
    fc
      .tuple(fc.constantFrom(...OBJECTS), several, inner, fc.nat(NAMES.length))
      .map(([make, shapes, other, count]) =>
        make({ shapes, required: NAMES.slice(0, Math.min(count, shapes.length)) }, other),
      ),
    fc.tuple(fc.constantFrom(...ARRAYS), several, inner).map(([make, shapes, other]) => make(shapes, other)),
    fc.tuple(fc.constantFrom(...COMBINATIONS), several).map(([make, shapes]) => make(shapes)),
  );
}
