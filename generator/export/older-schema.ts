import {
  SCHEMA_KEYWORDS,
  SCHEMA_LIST_KEYWORDS,
  SCHEMA_MAP_KEYWORDS,
} from "../../src/definition/subschemas.js";
import { VERSIONED_OBJECT } from "../../src/definition/versioned-object.js";
import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../../src/json/json-object.js";

/** Keywords that draft 7 has nothing for: without them a schema takes more. */
const YOUNGER: ReadonlySet<string> = new Set([
  ...["unevaluatedProperties", "unevaluatedItems", "minContains", "maxContains"],
  ...["contentSchema", "deprecated", "$anchor", "$defs", "definitions", "$id", "$schema"],
]);
const REF_PREFIX = "#/$defs/";

/**
 * A schema of the definition as draft 7 of JSON Schema has it, which OpenRPC and AsyncAPI build on. What that cannot say
 * is left out, so that it takes all that the definition does.
 *
 * @param prefix the place of the schemas that others refer to, such as `#/components/schemas/`
 */
export function draft7(schema: unknown, prefix: string): unknown {
  if (!isJsonObject(schema)) return schema;
  const inner = (value: unknown) => draft7(value, prefix);
  const { $ref, ...others } = schema;
  const entries = Object.entries(others).flatMap(([keyword, value]) =>
    converted(keyword, value, schema, inner),
  );
  const own = Object.fromEntries([...entries, ...dependencies(schema, inner)]);
  if (typeof $ref !== "string") return own;
  const ref = { $ref: prefix + $ref.slice(REF_PREFIX.length) };
  if (Object.keys(own).length === 0) return ref;
  // Beside a ref draft 7 passes over everything.
  return { ...own, allOf: [ref, ...itemsOf(own.allOf)] };
}

function converted(
  keyword: string,
  value: unknown,
  schema: JsonObject,
  inner: (value: unknown) => unknown,
): [string, unknown][] {
  if (YOUNGER.has(keyword) || keyword.startsWith("dependent")) return [];
  // The schema says itself what travels; beside it stands what the keyword says of the class.
  if (keyword === VERSIONED_OBJECT) return [["x-versioned-object", value]];
  if (keyword === "prefixItems") return [["items", itemsOf(value).map(inner)]];
  if (keyword === "items" && schema.prefixItems !== undefined) return [["additionalItems", inner(value)]];
  // With none needed there is nothing to contain.
  if (keyword === "contains" && schema.minContains === 0) return [];
  if (SCHEMA_KEYWORDS.has(keyword)) return [[keyword, inner(value)]];
  if (SCHEMA_LIST_KEYWORDS.has(keyword)) return [[keyword, itemsOf(value).map(inner)]];
  if (!SCHEMA_MAP_KEYWORDS.has(keyword)) return [[keyword, value]];
  return [[keyword, Object.fromEntries(membersOf(value).map(([name, part]) => [name, inner(part)]))]];
}

function dependencies(schema: JsonObject, inner: (value: unknown) => unknown): [string, unknown][] {
  const names = new Map<string, unknown>(membersOf(schema.dependentRequired));
  const schemas = membersOf(schema.dependentSchemas).map(([name, part]): [string, unknown] => {
    const required = names.get(name);
    return [name, required === undefined ? inner(part) : { allOf: [{ required }, inner(part)] }];
  });
  const all = new Map([...names, ...schemas]);
  return all.size === 0 ? [] : [["dependencies", Object.fromEntries(all)]];
}

/** The schemas that others refer to, by their names. */
export function draft7Definitions(
  definitions: readonly { readonly name: string; readonly schema: unknown }[],
  prefix: string,
): JsonObject {
  return Object.fromEntries(definitions.map(({ name, schema }) => [name, draft7(schema, prefix)]));
}
