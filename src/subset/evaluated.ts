import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../json/json-object.js";
import type { SetDefinitions } from "./definitions.js";

/** The members and items that keywords of a schema, and of those it is composed of, have something to say about. */
export interface Evaluated {
  readonly names: ReadonlySet<string>;
  readonly patterns: readonly string[];
  /** The number of the first items. */
  readonly items: number;
  /** True when no member, or no item, is left for `unevaluatedProperties` or `unevaluatedItems`. */
  readonly allMembers: boolean;
  readonly allItems: boolean;
}

/** Keywords whose schemas have a say for every value: at most what they leave is the rest. */
export const ALWAYS = ["allOf"];
/** Keywords whose schemas may have a say: at least what they leave is the rest. */
export const EVER = ["allOf", "anyOf", "oneOf", "if", "then", "else"];

/** Looks through a schema and what it is composed of by the keywords given. */
export function evaluatedBy(
  definitions: SetDefinitions,
  schema: JsonObject,
  by: readonly string[],
): Evaluated {
  const names = new Set<string>();
  const patterns: string[] = [];
  let [items, allMembers, allItems] = [0, false, false];
  const open = new Set<unknown>([schema]);
  for (const part of open) {
    if (!isJsonObject(part)) continue;
    for (const [name] of membersOf(part.properties)) names.add(name);
    for (const [pattern] of membersOf(part.patternProperties)) patterns.push(pattern);
    items = Math.max(items, itemsOf(part.prefixItems).length);
    allMembers ||= part.additionalProperties !== undefined;
    allItems ||= part.items !== undefined || (by === EVER && part.contains !== undefined);
    if (part !== schema) {
      allMembers ||= part.unevaluatedProperties !== undefined;
      allItems ||= part.unevaluatedItems !== undefined;
    }
    if (part.$ref !== undefined) open.add(definitions.target(part.$ref));
    for (const keyword of by) {
      const value = part[keyword];
      for (const inner of Array.isArray(value) ? value : [value]) open.add(inner);
    }
    if (by === EVER) for (const [, inner] of membersOf(part.dependentSchemas)) open.add(inner);
  }
  return { names, patterns, items, allMembers, allItems };
}

/** True when keywords have a say about the member of that name. */
export function isEvaluated({ names, patterns, allMembers }: Evaluated, name: string): boolean {
  return allMembers || names.has(name) || patterns.some((pattern) => new RegExp(pattern, "u").test(name));
}
