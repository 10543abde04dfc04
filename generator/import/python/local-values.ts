import { getOrInsert } from "../../../src/collections/get-or-insert.js";
import type { PythonFunction } from "./module.js";
import type { Expression } from "./syntax.js";
import { allStatements } from "./walk.js";

/** The variables of a function by their names, which hide those of its module. */
export type LocalValues = Pick<ReadonlyMap<string, Expression>, "get">;

/**
 * The values of a function's variables: where several are assigned to one, or a parameter is changed, only running it
 * would tell which it has.
 *
 * @param given the values of parameters, by their names
 */
export function localValues(fn: PythonFunction, given: LocalValues): LocalValues {
  return onlyValues(assignedValues(fn, given));
}

/** All the values that a function gives its variables. */
export function assignedValues(
  fn: PythonFunction,
  given: LocalValues,
): ReadonlyMap<string, readonly Expression[]> {
  const assigned = new Map<string, Expression[]>();
  for (const { name } of fn.parameters) assigned.set(name, [given.get(name) ?? unknown(name)]);
  for (const statement of allStatements(fn.body())) {
    if (statement.kind !== "assign") continue;
    const { value } = statement;
    if (value === undefined) continue;
    for (const target of statement.targets)
      for (const [name, isWhole] of namesIn(target))
        getOrInsert(assigned, name, () => []).push(isWhole ? value : unknown(name));
  }
  for (const name of nonlocalNames(fn.text())) assigned.get(name)?.push(unknown(name));
  return assigned;
}

/** The variables that functions inside may give other values. */
function nonlocalNames(text: string): readonly string[] {
  return [...text.matchAll(/\bnonlocal\b([^\n#;]*)/g)].flatMap(([, names = ""]) => names.match(/\w+/g) ?? []);
}

/** The values of the variables that have only one. */
export function onlyValues(assigned: ReadonlyMap<string, readonly Expression[]>): LocalValues {
  return new Map(
    [...assigned].map(([name, [value = unknown(name), ...others]]) => [
      name,
      others.length === 0 ? value : unknown(name),
    ]),
  );
}

/** The plain names that a target binds, and whether each is bound to the whole value. */
function namesIn(target: Expression, isWhole = true): readonly (readonly [string, boolean])[] {
  if (target.kind === "sequence") return target.items.flatMap((item) => namesIn(item, false));
  if (target.kind === "unary") return namesIn(target.of, false);
  const [name, ...others] = target.kind === "name" ? target.path : [];
  return name === undefined || others.length > 0 ? [] : [[name, isWhole]];
}

function unknown(name: string): Expression {
  return { kind: "other", text: name };
}
