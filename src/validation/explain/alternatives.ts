import { typesOf } from "../../definition/schema-types.js";
import { isJsonObject, itemsOf, memberOf } from "../../json/json-object.js";
import type { ResolveRef, SchemaObject } from "../schema-object.js";

const MOST_IN_PLACE = 60;
const MOST_ALTERNATIVES = 100;
const ALTERNATIVES = ["anyOf", "oneOf"];

/** The schemas that hold wherever one does: itself, those it refers to, and those of `allOf`. */
export function inPlace(resolve: ResolveRef, schema: unknown): readonly SchemaObject[] {
  const found = new Set<SchemaObject>(isJsonObject(schema) ? [schema] : []);
  for (const part of found) {
    const parts = [...(typeof part.$ref === "string" ? [resolve(part.$ref)] : []), ...itemsOf(part.allOf)];
    for (const inner of parts) if (isJsonObject(inner) && found.size < MOST_IN_PLACE) found.add(inner);
  }
  return [...found];
}

/** The alternatives of a list; one that is itself nothing but a choice gives its own. */
export function flattened(resolve: ResolveRef, list: readonly unknown[]): readonly unknown[] {
  const found: unknown[] = [];
  const open = [...list];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const inner = found.length + open.length < MOST_ALTERNATIVES ? choiceOf(resolve, next) : undefined;
    if (inner === undefined) found.push(next);
    else open.unshift(...inner);
  }
  return found;
}

function choiceOf(resolve: ResolveRef, schema: unknown): readonly unknown[] | undefined {
  const parts = inPlace(resolve, schema);
  const choices = parts.filter((part) => ALTERNATIVES.some((keyword) => part[keyword] !== undefined));
  const [only] = choices;
  const says = (part: SchemaObject) =>
    Object.keys(part).some((keyword) => !["$ref", "description", "title", ...ALTERNATIVES].includes(keyword));
  if (only === undefined || choices.length > 1 || parts.some(says)) return undefined;
  return itemsOf(only.anyOf ?? only.oneOf);
}

/** The types that a schema lets through, as far as it says. */
export function typesAllowed(resolve: ResolveRef, schema: unknown): ReadonlySet<string> | undefined {
  let allowed: Set<string> | undefined;
  for (const part of inPlace(resolve, schema)) {
    if (part.type === undefined) continue;
    const types = new Set(typesOf(part).map(String));
    if (types.has("number")) types.add("integer");
    allowed = allowed === undefined ? types : new Set([...allowed].filter((type) => types.has(type)));
  }
  return allowed;
}

/** The name that `type` has for a value. */
export function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "bigint") return "integer";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

/** The values that a schema lists by `const` and `enum`; undefined when it lists none. */
export function constantsOf(resolve: ResolveRef, schema: unknown): readonly unknown[] | undefined {
  for (const part of inPlace(resolve, schema)) {
    if (Object.hasOwn(part, "const")) return [part.const];
    if (part.enum !== undefined) return itemsOf(part.enum);
  }
  return undefined;
}

/** The values that a schema lists for a member. */
export function memberConstants(
  resolve: ResolveRef,
  schema: unknown,
  name: string,
): readonly unknown[] | undefined {
  for (const part of inPlace(resolve, schema)) {
    const listed = constantsOf(resolve, memberOf(part.properties, name));
    if (listed !== undefined) return listed;
  }
  return undefined;
}

/** The names of members by whose constants alternatives can be told apart, those that more of them have first. */
export function discriminators(resolve: ResolveRef, alternatives: readonly unknown[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const alternative of alternatives) {
    const names = new Set<string>();
    for (const { properties } of inPlace(resolve, alternative)) {
      for (const name of isJsonObject(properties) ? Object.keys(properties) : [])
        if (constantsOf(resolve, memberOf(properties, name)) !== undefined) names.add(name);
    }
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > 1)
    .sort(([, left], [, right]) => right - left)
    .map(([name]) => name);
}

/** True when one of the constants is the value. Only what tells alternatives apart is compared: no objects. */
export function isAmong(constants: readonly unknown[], value: unknown): boolean {
  return constants.some(
    (constant) =>
      constant === value || (typeof value === "bigint" && BigInt(Number(constant) || 0) === value),
  );
}
