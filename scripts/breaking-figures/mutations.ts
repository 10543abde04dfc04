import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../../src/json/json-object.js";
import type { Random } from "../../test/support/random.js";

/** A change that people make to a schema; undefined where there is nothing to change in that way. */
export type Mutation = (schema: JsonObject, random: Random) => JsonObject | undefined;

const without = (schema: JsonObject, keyword: string): JsonObject =>
  Object.fromEntries(Object.entries(schema).filter(([name]) => name !== keyword));

const typesOf = (schema: JsonObject): string[] =>
  (Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type]).map(String);

/** The changes, by their names. Some narrow, some widen, some do both. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  "enum loses a value": (schema, random) => {
    const values = itemsOf(schema.enum);
    if (values.length < 2) return undefined;
    const gone = random.below(values.length);
    return { ...schema, enum: values.filter((_, index) => index !== gone) };
  },
  "enum gains a value": (schema) =>
    schema.enum === undefined ? undefined : { ...schema, enum: [...itemsOf(schema.enum), "another-value"] },
  "const changes": (schema) => (Object.hasOwn(schema, "const") ? { ...schema, const: "changed" } : undefined),
  "type loses one": (schema, random) => {
    const types = typesOf(schema);
    if (types.length < 2) return undefined;
    const gone = random.pick(types);
    return { ...schema, type: types.filter((type) => type !== gone) };
  },
  "type gains null": (schema) => {
    const types = typesOf(schema);
    return types.length === 0 || types.includes("null") ? undefined : { ...schema, type: [...types, "null"] };
  },
  "type changes": (schema) => {
    const [only] = typesOf(schema);
    if (only === "string") return { ...without(schema, "enum"), type: "integer" };
    if (only === "boolean" || only === "number" || only === "integer") return { ...schema, type: "string" };
    return undefined;
  },
  "number becomes integer": (schema) =>
    schema.type === "number" ? { ...schema, type: "integer" } : undefined,
  "a member is required": (schema, random) => {
    const required = itemsOf(schema.required);
    const optional = membersOf(schema.properties)
      .map(([name]) => name)
      .filter((name) => !required.includes(name));
    return optional.length === 0 ? undefined : { ...schema, required: [...required, random.pick(optional)] };
  },
  "a member is optional": (schema, random) => {
    const required = itemsOf(schema.required);
    if (required.length === 0) return undefined;
    const gone = random.pick(required);
    return { ...schema, required: required.filter((name) => name !== gone) };
  },
  "a member is removed": (schema, random) => {
    const names = membersOf(schema.properties).map(([name]) => name);
    if (names.length === 0) return undefined;
    const gone = random.pick(names);
    return {
      ...schema,
      properties: without(schema.properties as JsonObject, gone),
      ...(schema.required === undefined
        ? {}
        : { required: itemsOf(schema.required).filter((name) => name !== gone) }),
    };
  },
  "a member is added": (schema) =>
    isJsonObject(schema.properties)
      ? { ...schema, properties: { ...schema.properties, addedMember: { type: "string", minLength: 1 } } }
      : undefined,
  "an object is closed": (schema) =>
    isJsonObject(schema.properties) && schema.additionalProperties !== false
      ? { ...schema, additionalProperties: false }
      : undefined,
  "an object is opened": (schema) =>
    schema.additionalProperties === false ? without(schema, "additionalProperties") : undefined,
  "a limit moves": (schema, random) => {
    const limits = Object.entries(schema).filter(
      ([name, value]) => /^(min|max|exclusive)[A-Z a-z]*$/.test(name) && typeof value === "number",
    );
    if (limits.length === 0) return undefined;
    const [name, value] = random.pick(limits);
    const moved = (value as number) + (name.toLowerCase().includes("min") ? 1 : -1);
    return moved < 0 && !/imum$/i.test(name) ? undefined : { ...schema, [name]: moved };
  },
  "a string is limited": (schema) =>
    schema.type === "string" && schema.enum === undefined
      ? { ...schema, maxLength: Math.max(3, Number(schema.minLength ?? 0) + 1) }
      : undefined,
  "a string must not be empty": (schema) =>
    schema.type === "string" && schema.enum === undefined && schema.minLength === undefined
      ? { ...schema, minLength: 1 }
      : undefined,
  "a number is limited": (schema) =>
    (schema.type === "number" || schema.type === "integer") && schema.maximum === undefined
      ? { ...schema, maximum: 1000 }
      : undefined,
  "a pattern appears": (schema) =>
    schema.type === "string" && schema.pattern === undefined && schema.enum === undefined
      ? { ...schema, pattern: "^[a-z][a-z0-9-]*$" }
      : undefined,
  "a pattern changes": (schema) =>
    typeof schema.pattern === "string" ? { ...schema, pattern: "^[A-Za-z]{1,8}$" } : undefined,
  "a format appears": (schema) =>
    schema.type === "string" && schema.format === undefined && schema.enum === undefined
      ? { ...schema, format: "uuid" }
      : undefined,
  "items are limited": (schema) =>
    schema.type === "array" && schema.maxItems === undefined
      ? { ...schema, maxItems: Math.max(2, Number(schema.minItems ?? 0)) }
      : undefined,
  "an item is needed": (schema) =>
    schema.type === "array" && schema.minItems === undefined ? { ...schema, minItems: 1 } : undefined,
  "items are unique": (schema) =>
    schema.type === "array" && schema.uniqueItems === undefined
      ? { ...schema, uniqueItems: true }
      : undefined,
  "an alternative goes": (schema, random) => {
    for (const keyword of ["anyOf", "oneOf"]) {
      const list = itemsOf(schema[keyword]);
      if (list.length < 2) continue;
      const gone = random.below(list.length);
      return { ...schema, [keyword]: list.filter((_, index) => index !== gone) };
    }
    return undefined;
  },
  "anyOf becomes oneOf": (schema) =>
    schema.anyOf === undefined || schema.oneOf !== undefined
      ? undefined
      : { ...without(schema, "anyOf"), oneOf: schema.anyOf },
  "a name is restricted": (schema) =>
    isJsonObject(schema.additionalProperties) && schema.propertyNames === undefined
      ? { ...schema, propertyNames: { pattern: "^[a-z]+$" } }
      : undefined,
};
