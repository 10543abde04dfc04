import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../json/json-object.js";
import type { JsonSchema } from "./descriptor.js";
import type { DocumentPlace } from "./documents.js";
import { schemaKeywords } from "./metaschema.js";
import { REF_KEYWORDS, type RefKeyword, type SchemaLibrary } from "./schema-library.js";
import { SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from "./subschemas.js";
import { fieldsSchema, objectClassOf, primitiveForm } from "./versioned-object.js";

/** Keywords that say where a schema is and what it holds for others; both are settled once refs are resolved. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...["$schema", "$id", "$anchor", "$dynamicAnchor", "$vocabulary", "$comment", "$defs", "definitions"],
]);

const REF_NAMES: ReadonlySet<string> = new Set(REF_KEYWORDS);

/** Where the schemas that were made here stand in their files. */
const places = new WeakMap<object, DocumentPlace>();

/** The place in a file of a schema whose refs were replaced, at any depth. */
export function placeOfSchema(schema: unknown): DocumentPlace | undefined {
  return isJsonObject(schema) ? places.get(schema) : undefined;
}

/** Lets a schema that is made of another stand where that one stands. */
export function keepPlace<T extends JsonObject>(from: JsonObject, made: T): T {
  const place = places.get(from);
  if (place !== undefined) places.set(made, place);
  return made;
}

/** The refs of schemas: what they lead to, and how places inside a schema are told. */
export interface Refs {
  /** The name in the resolved `$defs` of what a schema at the place refers to. */
  nameOf(place: DocumentPlace, keyword: RefKeyword): string;
  inside(place: DocumentPlace, ...path: readonly (string | number)[]): DocumentPlace;
}

/** The refs of a library, whose entries have names by their keys. */
export function refsOf(library: SchemaLibrary, nameOf: (key: string) => string): Refs {
  return {
    nameOf: (place, keyword) => nameOf(library.targetOf(place, keyword) ?? ""),
    inside: (place, ...path) => library.inside(place, ...path),
  };
}

/**
 * Returns the schema with every ref replaced by a `$ref` into the resolved `$defs`, and with the fields of each
 * versioned object as they travel.
 *
 * @param place where it stands
 */
export function rewriteRefs(schema: unknown, place: DocumentPlace, refs: Refs): JsonSchema {
  if (!isJsonObject(schema)) return schema === true;
  const rewritten: Record<string, unknown> = refMembers(schema, place, refs);
  for (const [keyword, value] of Object.entries(schema))
    if (isKept(keyword)) rewritten[keyword] = rewriteKeyword(keyword, value, place, refs);
  const rest = secondRef(schema, place, refs);
  const whole = rest === undefined ? rewritten : { ...rewritten, allOf: [...itemsOf(rewritten.allOf), rest] };
  const made = primitiveForm(whole);
  for (const form of formsOf(made)) places.set(form, place);
  return made;
}

/** The schema, and that of the fields in it, which stand at one place. */
function formsOf(schema: JsonObject): readonly JsonObject[] {
  const objectClass = objectClassOf(schema);
  return objectClass === undefined ? [schema] : [schema, fieldsSchema(schema, objectClass)];
}

/** Annotations that nobody here knows stay where they are. */
function isKept(keyword: string): boolean {
  if (LEFT_OUT.has(keyword) || REF_NAMES.has(keyword)) return false;
  return keyword.startsWith("x-") || schemaKeywords().has(keyword);
}

function refMembers(schema: JsonObject, place: DocumentPlace, refs: Refs): JsonObject {
  const keyword = REF_KEYWORDS.find((each) => typeof schema[each] === "string");
  return keyword === undefined ? {} : { $ref: `#/$defs/${refs.nameOf(place, keyword)}` };
}

/** A schema may have a ref of either kind; the second one becomes a schema of its own. */
function secondRef(schema: JsonObject, place: DocumentPlace, refs: Refs): JsonObject | undefined {
  const hasBoth = REF_KEYWORDS.every((keyword) => typeof schema[keyword] === "string");
  return hasBoth ? { $ref: `#/$defs/${refs.nameOf(place, "$dynamicRef")}` } : undefined;
}

function rewriteKeyword(keyword: string, value: unknown, place: DocumentPlace, refs: Refs): unknown {
  const rewrite = (inner: unknown, ...path: readonly (string | number)[]) =>
    rewriteRefs(inner, refs.inside(place, keyword, ...path), refs);
  if (SCHEMA_KEYWORDS.has(keyword)) return rewrite(value);
  if (SCHEMA_LIST_KEYWORDS.has(keyword)) return itemsOf(value).map((inner, index) => rewrite(inner, index));
  if (!SCHEMA_MAP_KEYWORDS.has(keyword)) return value;
  return Object.fromEntries(membersOf(value).map(([name, inner]) => [name, rewrite(inner, name)]));
}
