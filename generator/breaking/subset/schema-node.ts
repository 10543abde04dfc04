import type { JsonSchema } from "../../../src/definition/descriptor.js";
import { subschemas } from "../../../src/definition/subschemas.js";
import { isJsonObject, itemsOf, type JsonObject } from "../../../src/json/json-object.js";
import { sameValue } from "./same-value.js";

const REF_PREFIX = "#/$defs/";

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

/** True when a schema has a keyword that means something to others but nothing here, such as `$dynamicRef`. */
export function hasForeignKeyword(schema: JsonObject): boolean {
  return Object.keys(schema).some(
    (name) => !DESCRIBING_KEYWORDS.has(name) && !CHECKING_KEYWORDS.includes(name) && !name.startsWith("x-"),
  );
}

/** The schemas of one definition that refs lead to. */
export class Definitions {
  readonly #schemas: ReadonlyMap<string, JsonSchema>;
  readonly #int64 = new Map<JsonObject, boolean>();

  constructor(definitions: readonly { readonly name: string; readonly schema: JsonSchema }[]) {
    this.#schemas = new Map(definitions.map(({ name, schema }) => [name, schema]));
  }

  /** What a `$ref` leads to. */
  target(ref: unknown): unknown {
    return this.#schemas.get(String(ref).slice(REF_PREFIX.length)) ?? true;
  }

  /** True when a value of the schema may hold an integer of `format: int64`. */
  holdsInt64(schema: unknown): boolean {
    if (!isJsonObject(schema)) return false;
    const known = this.#int64.get(schema);
    if (known !== undefined) return known;
    this.#int64.set(schema, false);
    const holds =
      schema.format === "int64" ||
      (schema.$ref !== undefined && this.holdsInt64(this.target(schema.$ref))) ||
      [...subschemas(schema)].some((part) => this.holdsInt64(part.schema));
    // What was asked while a recursive schema was still open may have got a wrong no, so that only a yes is kept.
    if (holds) this.#int64.set(schema, true);
    else this.#int64.delete(schema);
    return holds;
  }
}

/** A schema of a definition. */
export interface SchemaOf {
  readonly schema: unknown;
  readonly definitions: Definitions;
}

/** True when the schema itself checks something, and does not only hand the value on. */
export function saysSomething(schema: JsonObject): boolean {
  return CHECKING_KEYWORDS.some(
    (keyword) =>
      !DELEGATING.has(keyword) && Object.hasOwn(schema, keyword) && schema[keyword] !== IDLE.get(keyword),
  );
}

/** The names under `type`. */
export function typesOf(schema: JsonObject): readonly unknown[] | undefined {
  if (schema.type === undefined) return undefined;
  return Array.isArray(schema.type) ? schema.type : [schema.type];
}

/** True for an integer of 64 bits. */
export function isInt64(schema: JsonObject): boolean {
  return schema.format === "int64" && (typesOf(schema) ?? []).includes("integer");
}

/** The values a schema lists, by `enum` or `const`. */
export function listedValues(schema: JsonObject): readonly unknown[] | undefined {
  const listed = schema.enum === undefined ? undefined : itemsOf(schema.enum);
  if (!Object.hasOwn(schema, "const")) return listed;
  return listed === undefined || listed.some((item) => sameValue(item, schema.const)) ? [schema.const] : [];
}
