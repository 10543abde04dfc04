import { getOrInsert } from "../collections/get-or-insert.js";
import { typesOf } from "../definition/schema-types.js";
import { itemsOf, type JsonObject } from "../json/json-object.js";
import { sameValue } from "../json/same-value.js";

/** Keywords by which a schema only hands the value on to others. */
const DELEGATING: ReadonlySet<string> = new Set(["$ref", "allOf", "anyOf", "oneOf"]);

/** Keywords that check something. Any other only describes. */
export const CHECKING_KEYWORDS: readonly string[] = [
  ...["type", "format", "enum", "const", "not", "if", "then", "else"],
  ...["multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
  ...["minLength", "maxLength", "pattern"],
  ...["items", "prefixItems", "minItems", "maxItems", "uniqueItems"],
  ...["contains", "minContains", "maxContains", "unevaluatedItems"],
  ...["properties", "patternProperties", "additionalProperties", "propertyNames", "unevaluatedProperties"],
  ...["required", "minProperties", "maxProperties", "dependentRequired", "dependentSchemas"],
  ...DELEGATING,
];

/** With these values a keyword checks nothing. */
const IDLE: ReadonlyMap<string, boolean> = new Map([
  ["uniqueItems", false],
  ["unevaluatedItems", true],
  ["unevaluatedProperties", true],
]);

/** Keywords that only describe, and those whose value others refer to. */
const DESCRIBING_KEYWORDS: ReadonlySet<string> = new Set([
  ...["$schema", "$id", "$anchor", "$comment", "$defs", "definitions", "$vocabulary"],
  ...["title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"],
  ...["contentEncoding", "contentMediaType", "contentSchema"],
]);

/** Describing keywords that hold values. */
const SHOWING: ReadonlySet<string> = new Set(["default", "examples"]);

/**
 * Most schemas that may say something of one value, one inside or behind the other, before this comparison says that it
 * cannot tell.
 */
export const MAX_IN_PLACE = 300;

const foreign = new WeakMap<JsonObject, boolean>();

/** True when a schema has a keyword that means something to others but nothing here, such as `$dynamicRef`. */
export function hasForeignKeyword(schema: JsonObject): boolean {
  return getOrInsert(foreign, schema, () =>
    Object.keys(schema).some(
      (name) => !DESCRIBING_KEYWORDS.has(name) && !CHECKING_KEYWORDS.includes(name) && !name.startsWith("x-"),
    ),
  );
}

/** True for a schema that has nothing to say but of what type a value is. */
export function saysOnlyType(schema: JsonObject): boolean {
  return (
    schema.type !== undefined &&
    Object.keys(schema).every((name) => name === "type" || DESCRIBING_KEYWORDS.has(name))
  );
}

/** True for a schema that hands the value on to one other, and has nothing to show for one. */
export function onlyRefers(schema: JsonObject): boolean {
  if (schema.$ref === undefined) return false;
  const names = Object.keys(schema).filter((name) => !DESCRIBING_KEYWORDS.has(name) || SHOWING.has(name));
  return names.length === 1;
}

/** True when the schema itself checks something, and does not only hand the value on. */
export function saysSomething(schema: JsonObject): boolean {
  return CHECKING_KEYWORDS.some(
    (keyword) =>
      !DELEGATING.has(keyword) && Object.hasOwn(schema, keyword) && schema[keyword] !== IDLE.get(keyword),
  );
}

/** True for an integer of 64 bits. */
export function isInt64(schema: JsonObject): boolean {
  return schema.format === "int64" && typesOf(schema).includes("integer");
}

/** The values a schema lists, by `enum` or `const`. */
export function listedValues(schema: JsonObject): readonly unknown[] | undefined {
  const listed = schema.enum === undefined ? undefined : itemsOf(schema.enum);
  if (!Object.hasOwn(schema, "const")) return listed;
  return listed === undefined || listed.some((item) => sameValue(item, schema.const)) ? [schema.const] : [];
}
