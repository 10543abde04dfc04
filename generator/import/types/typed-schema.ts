import { stringifyJson } from "../../../src/json/json.js";
import type { JsonObject } from "../../../src/json/json-object.js";
import type { Certainty } from "../evidence.js";

/** The schema of a type, and how well it is known. */
export interface TypedSchema {
  readonly schema: JsonObject;
  readonly certainty: Certainty;
  /** The doubts: what is not known, or what was guessed from. */
  readonly note?: string;
}

/** True for a schema that any value fits. */
export function isOpen(schema: JsonObject): boolean {
  return Object.keys(schema).every(
    (key) => key === "default" || key === "description" || key.startsWith("x-"),
  );
}

/** The schema of what fits one of several. */
export function unionOf(schemas: readonly JsonObject[]): JsonObject {
  if (schemas.length === 0 || schemas.some(isOpen)) return {};
  const unique = [...new Map(schemas.map((schema) => [stringifyJson(schema), schema])).values()];
  const [only] = unique;
  if (only !== undefined && unique.length === 1) return only;
  const plain = unique.filter((schema) => Object.keys(schema).join() === "type");
  const others = unique.filter((schema) => !plain.includes(schema));
  const all = new Set(plain.flatMap(({ type }) => type as string | string[]));
  const types = [...all].filter((type) => type !== "integer" || !all.has("number"));
  const [other] = others;
  if (other === undefined) return { type: types.length === 1 ? types[0] : types };
  // What else the schema says is of values of its own type.
  if (others.length === 1 && typeof other.type === "string" && !("enum" in other) && !("const" in other)) {
    return { ...other, type: [other.type, ...types.filter((type) => type !== other.type)] };
  }
  return { anyOf: [...others, ...types.map((type) => ({ type }))] };
}

/** The schema, which null fits, too. */
export function orNull(schema: JsonObject): JsonObject {
  if (isOpen(schema) || takes(schema, "null")) return schema;
  if (Array.isArray(schema.enum)) {
    return {
      ...schema,
      ...(schema.type === undefined ? {} : { type: [schema.type, "null"].flat() }),
      enum: [...schema.enum, null],
    };
  }
  return unionOf([schema, { type: "null" }]);
}

/** True when values of that type may fit; what is behind a `$ref` is an object. */
export function takes(schema: JsonObject, type: string): boolean {
  if (isOpen(schema)) return true;
  if (Array.isArray(schema.anyOf)) return schema.anyOf.some((part) => takes(part as JsonObject, type));
  if (Array.isArray(schema.enum)) return schema.enum.some((value) => typesOf(value).includes(type));
  if (schema.$ref !== undefined) return type === "object";
  const types = [schema.type].flat();
  return types.includes(type) || (type === "integer" && types.includes("number"));
}

/** The types of JSON Schema that a value has. */
export function typesOf(value: unknown): readonly string[] {
  if (value === null) return ["null"];
  if (Array.isArray(value)) return ["array"];
  if (typeof value === "bigint") return ["integer"];
  if (typeof value === "number") return Number.isInteger(value) ? ["integer"] : ["number"];
  return [typeof value];
}
