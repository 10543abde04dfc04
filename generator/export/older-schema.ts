import { schemaKeywords } from "../../src/definition/metaschema.js";
import {
  SCHEMA_KEYWORDS,
  SCHEMA_LIST_KEYWORDS,
  SCHEMA_MAP_KEYWORDS,
} from "../../src/definition/subschemas.js";
import { VERSIONED_OBJECT } from "../../src/definition/versioned-object.js";
import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../../src/json/json-object.js";

/** The member that keeps of a schema what draft 7 has nothing for, so that an import finds it again. */
export const KEPT = "x-oslo";

/** The member that has the class of a versioned object, beside the schema of what travels. */
export const KEPT_CLASS = "x-versioned-object";

/** Keywords that draft 7 has nothing for: without them a schema takes more. */
const YOUNGER: ReadonlySet<string> = new Set([
  ...["unevaluatedProperties", "unevaluatedItems", "minContains", "maxContains"],
  ...["contentSchema", "deprecated"],
]);
/** Those that only say where schemas are: the refs of a model lead to its definitions. */
const PLACES: ReadonlySet<string> = new Set([
  ...["$anchor", "$dynamicAnchor", "$defs", "definitions", "$id", "$schema"],
]);
const REF_PREFIX = "#/$defs/";

/**
 * A schema of the definition as draft 7 of JSON Schema has it, which OpenRPC and AsyncAPI build on. What that cannot say
 * is put aside, so that it takes all that the definition does.
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
  const kept = keptOf(schema, inner);
  if (typeof $ref !== "string") return kept.length === 0 ? own : { ...own, [KEPT]: Object.fromEntries(kept) };
  const ref = { $ref: prefix + $ref.slice(REF_PREFIX.length) };
  if (Object.keys(own).length === 0 && kept.length === 0) return ref;
  // Beside a ref draft 7 passes over everything.
  const allOf = [ref, ...itemsOf(own.allOf)];
  return { ...own, allOf, [KEPT]: { $ref: ref.$ref, ...Object.fromEntries(kept) } };
}

/** The keywords of a schema that draft 7 has nothing for, or says in another way that tells less. */
function keptOf(schema: JsonObject, inner: (value: unknown) => unknown): [string, unknown][] {
  const isSplit = membersOf(schema.dependentSchemas).some(([name]) =>
    Object.hasOwn(Object(schema.dependentRequired), name),
  );
  return Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    const isKept =
      YOUNGER.has(keyword) ||
      isForeign(keyword) ||
      (keyword === "contains" && schema.minContains === 0) ||
      (isSplit && keyword.startsWith("dependent"));
    if (!isKept) return [];
    if (SCHEMA_KEYWORDS.has(keyword)) return [[keyword, inner(value)]];
    if (!SCHEMA_MAP_KEYWORDS.has(keyword)) return [[keyword, value]];
    return [[keyword, Object.fromEntries(membersOf(value).map(([name, part]) => [name, inner(part)]))]];
  });
}

/** True for an annotation that JSON Schema does not know. */
function isForeign(keyword: string): boolean {
  return !schemaKeywords().has(keyword) && !keyword.startsWith("x-");
}

function converted(
  keyword: string,
  value: unknown,
  schema: JsonObject,
  inner: (value: unknown) => unknown,
): [string, unknown][] {
  if (YOUNGER.has(keyword) || PLACES.has(keyword) || keyword.startsWith("dependent") || isForeign(keyword))
    return [];
  // The schema says itself what travels; beside it stands what the keyword says of the class.
  if (keyword === VERSIONED_OBJECT) return [[KEPT_CLASS, value]];
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
