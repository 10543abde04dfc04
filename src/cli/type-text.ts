import type { JsonSchema } from "../definition/descriptor.js";
import { stringifyJson } from "../json/json.js";
import { isJsonObject } from "../json/json-object.js";
import { shortened } from "../log/cut.js";

/** Longer texts of a type are cut. */
const MOST = 120;
const MAX_DEPTH = 4;
const REF_PREFIX = "#/$defs/";

/** A schema as people read types: `string`, `"a" | "b"`, `{ name: string, size?: integer }`. */
export function typeText(schema: JsonSchema | undefined): string {
  return shortened(textOf(schema ?? {}, 0), MOST);
}

function textOf(schema: JsonSchema, depth: number): string {
  if (schema === true || depth > MAX_DEPTH) return "any";
  if (schema === false) return "never";
  const below = (part: unknown) => (isSchema(part) ? textOf(part, depth + 1) : "any");
  const { $ref, type, items, properties } = schema;
  if (typeof $ref === "string") return $ref.startsWith(REF_PREFIX) ? $ref.slice(REF_PREFIX.length) : $ref;
  if (Object.hasOwn(schema, "const")) return stringifyJson(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => stringifyJson(value)).join(" | ");
  for (const keyword of ["anyOf", "oneOf"]) {
    const parts = schema[keyword];
    if (Array.isArray(parts)) return parts.map(below).join(" | ");
  }
  if (Array.isArray(type)) return type.join(" | ");
  if (type === "array") return `${isSchema(items) ? wrapped(below(items)) : "any"}[]`;
  if (type === "object" || isJsonObject(properties)) {
    const required = Array.isArray(schema.required) ? schema.required : [];
    const members = Object.entries(isJsonObject(properties) ? properties : {}).map(
      ([name, part]) => `${name}${required.includes(name) ? "" : "?"}: ${below(part)}`,
    );
    return members.length === 0 ? "object" : `{ ${members.join(", ")} }`;
  }
  return typeof type === "string" ? type : "any";
}

function wrapped(text: string): string {
  return text.includes(" | ") ? `(${text})` : text;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "boolean" || isJsonObject(value);
}
