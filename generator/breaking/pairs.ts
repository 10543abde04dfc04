import type { MethodModel } from "../../src/definition/model.js";
import type { Change } from "./rule.js";

/** The entries that two lists have under one name, and those that only one of them has. */
export interface Pairs<T> {
  readonly kept: readonly { readonly name: string; readonly old: T; readonly new: T }[];
  readonly removed: readonly T[];
  readonly added: readonly T[];
}

/** Pairs the members of two lists by their names. */
export function pairUp<T>(old: readonly T[], now: readonly T[], nameOf: (member: T) => string): Pairs<T> {
  const before = new Map(old.map((member) => [nameOf(member), member]));
  const after = new Map(now.map((member) => [nameOf(member), member]));
  return {
    kept: [...before].flatMap(([name, member]) => {
      const other = after.get(name);
      return other === undefined ? [] : [{ name, old: member, new: other }];
    }),
    removed: old.filter((member) => !after.has(nameOf(member))),
    added: now.filter((member) => !before.has(nameOf(member))),
  };
}

/** The methods of both ages. */
export function pairMethods(change: Change): Pairs<MethodModel> {
  return pairUp(change.old.model.methods, change.new.model.methods, ({ name }) => name);
}
