import { isJsonObject, itemsOf, membersOf } from "../json/json-object.js";
import type { JsonSchema } from "./descriptor.js";
import { SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from "./subschemas.js";

/** Keywords that say where a schema is and what it holds for others; both are settled once refs are resolved. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...["$schema", "$id", "$anchor", "$comment", "$defs", "definitions"],
]);

/**
 * Returns the schema with every `$ref` replaced.
 *
 * @param nameOf gives the name in the resolved `$defs` of what a `$ref` leads to
 */
export function rewriteRefs(schema: unknown, nameOf: (ref: string) => string): JsonSchema {
  if (!isJsonObject(schema)) return schema === true;
  const members = Object.entries(schema)
    .filter(([keyword]) => !LEFT_OUT.has(keyword))
    .map(([keyword, value]) => [keyword, rewriteKeyword(keyword, value, nameOf)] as const);
  return Object.fromEntries(members);
}

function rewriteKeyword(keyword: string, value: unknown, nameOf: (ref: string) => string): unknown {
  const rewrite = (inner: unknown) => rewriteRefs(inner, nameOf);
  if (keyword === "$ref") return `#/$defs/${nameOf(String(value))}`;
  if (SCHEMA_KEYWORDS.has(keyword)) return rewrite(value);
  if (SCHEMA_LIST_KEYWORDS.has(keyword)) return itemsOf(value).map(rewrite);
  if (!SCHEMA_MAP_KEYWORDS.has(keyword)) return value;
  return Object.fromEntries(membersOf(value).map(([name, inner]) => [name, rewrite(inner)]));
}
