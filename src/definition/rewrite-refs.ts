import { isJsonObject, itemsOf, membersOf } from "../json/json-object.js";
import type { JsonSchema } from "./descriptor.js";
import type { Place } from "./documents.js";
import { joinPointer } from "./json-pointer.js";
import { SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from "./subschemas.js";

/** Keywords that say where a schema is and what it holds for others; both are settled once refs are resolved. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...["$schema", "$id", "$anchor", "$comment", "$defs", "definitions"],
]);

/** Where the schemas that were made here stand in their files. */
const places = new WeakMap<object, Place>();

/** The place in a file of a schema whose refs were replaced, at any depth. */
export function placeOfSchema(schema: unknown): Place | undefined {
  return isJsonObject(schema) ? places.get(schema) : undefined;
}

/**
 * Returns the schema with every `$ref` replaced.
 *
 * @param nameOf gives the name in the resolved `$defs` of what a `$ref` leads to
 * @param place where it stands
 */
export function rewriteRefs(schema: unknown, nameOf: (ref: string) => string, place?: Place): JsonSchema {
  if (!isJsonObject(schema)) return schema === true;
  const members = Object.entries(schema)
    .filter(([keyword]) => !LEFT_OUT.has(keyword))
    .map(([keyword, value]) => [keyword, rewriteKeyword(keyword, value, nameOf, place)] as const);
  const rewritten = Object.fromEntries(members);
  if (place !== undefined) places.set(rewritten, place);
  return rewritten;
}

function rewriteKeyword(
  keyword: string,
  value: unknown,
  nameOf: (ref: string) => string,
  place: Place | undefined,
): unknown {
  const rewrite = (inner: unknown, ...path: readonly (string | number)[]) =>
    rewriteRefs(
      inner,
      nameOf,
      place === undefined
        ? undefined
        : { file: place.file, pointer: joinPointer(place.pointer, keyword, ...path) },
    );
  if (keyword === "$ref") return `#/$defs/${nameOf(String(value))}`;
  if (SCHEMA_KEYWORDS.has(keyword)) return rewrite(value);
  if (SCHEMA_LIST_KEYWORDS.has(keyword)) return itemsOf(value).map((inner, index) => rewrite(inner, index));
  if (!SCHEMA_MAP_KEYWORDS.has(keyword)) return value;
  return Object.fromEntries(membersOf(value).map(([name, inner]) => [name, rewrite(inner, name)]));
}
