import { itemsOf, membersOf } from "../../json/json-object.js";
import type { SchemaObject } from "../schema-object.js";

/** The height that a schema adds by itself. */
export const OWN_HEIGHT = 4;

/**
 * The greatest depth of brackets in what typebox writes for a schema: it joins the entries of each list one by one,
 * the next around the last, and those of schemas inside within. V8's parser takes some 1,600. It does not ask which
 * lists and objects are schemas, as it looks at every schema before its first use.
 */
export function heightOf(node: unknown): number {
  if (typeof node !== "object" || node === null) return 0;
  let entries = 0;
  let inner = 0;
  for (const member of Array.isArray(node) ? node : Object.values(node)) {
    entries += 1;
    const height = heightOf(member);
    if (height > inner) inner = height;
  }
  return OWN_HEIGHT + entries + inner;
}

/** The entries of the lists that hold no schemas. */
export function entriesOf(schema: SchemaObject): number {
  const lists = [
    schema.enum,
    schema.required,
    ...membersOf(schema.dependentRequired).map(([, names]) => names),
  ];
  return lists.reduce<number>((sum, list) => sum + itemsOf(list).length, 0);
}
