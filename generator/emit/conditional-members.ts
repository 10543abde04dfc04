import { getOrInsert } from "../../src/collections/get-or-insert.js";
import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../../src/json/json-object.js";

/** The schemas of a member that only holds under a condition, by its name. */
export type ConditionalMembers = ReadonlyMap<string, readonly unknown[]>;

/**
 * The members that an object's schema does not have itself, and schemas that may or may not apply to it have.
 *
 * @param isLost true for a keyword whose schemas the type says nothing of
 */
export function conditionalMembers(
  schema: JsonObject,
  isLost: (keyword: "if" | "anyOf" | "oneOf") => boolean,
): ConditionalMembers {
  const found = new Map<string, unknown[]>();
  // Whatever has another name than the schema's own is refused.
  if (schema.additionalProperties === false) return found;
  const own = isJsonObject(schema.properties) ? schema.properties : {};
  for (const part of conditionalParts(schema, isLost)) {
    for (const [name, inner] of declared(part)) {
      if (Object.hasOwn(own, name)) continue;
      getOrInsert(found, name, () => []).push(inner);
    }
  }
  return found;
}

/** Keywords by which a part evaluates more members than it names. */
const WIDE =
  "$ref allOf anyOf oneOf if dependentSchemas patternProperties additionalProperties unevaluatedProperties";

/**
 * True when a member that is there fits one of the schemas that it has: nothing else lets it pass.
 *
 * @param schema that of the object
 */
export function isOnlyConditional(schema: JsonObject): boolean {
  if (schema.unevaluatedProperties !== false) return false;
  const isWide = (part: unknown, keywords: readonly string[]) =>
    isJsonObject(part) && keywords.some((keyword) => Object.hasOwn(part, keyword));
  if (isWide(schema, ["$ref", "allOf", "anyOf", "oneOf", "patternProperties"])) return false;
  const parts = [schema.if, ...conditionalParts(schema, () => true)];
  return !parts.some((part) => isWide(part, WIDE.split(" "))) && declared(schema.if).length === 0;
}

function conditionalParts(
  schema: JsonObject,
  isLost: (keyword: "if" | "anyOf" | "oneOf") => boolean,
): readonly unknown[] {
  const branches = schema.if !== undefined && isLost("if") ? [schema.then, schema.else] : [];
  const alternatives = (["anyOf", "oneOf"] as const).flatMap((keyword) =>
    schema[keyword] !== undefined && isLost(keyword) ? itemsOf(schema[keyword]) : [],
  );
  const dependent = membersOf(schema.dependentSchemas).map(([, inner]) => inner);
  return [...dependent, ...branches, ...alternatives];
}

/** The members of a schema and of those that it is made of; what it refers to has a type of its own. */
function declared(schema: unknown): [string, unknown][] {
  if (!isJsonObject(schema)) return [];
  return [...membersOf(schema.properties), ...itemsOf(schema.allOf).flatMap(declared)];
}
