import type { LocalValues } from "./local-values.js";
import type { PythonClass, PythonModule } from "./module.js";
import type { Names } from "./names.js";
import type { Expression } from "./syntax.js";

/** A value as JSON has it. */
export type Json =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json };

/** Where an expression stands. */
export interface Scope {
  readonly names: Names;
  readonly module: PythonModule;
  /** The class that `self` is of. */
  readonly self?: PythonClass;
  /** The class in whose body it stands, outside of the methods. */
  readonly body?: PythonClass;
  /** The variables of the function that it stands in. */
  readonly locals?: LocalValues;
}

const MAX_DEPTH = 20;

/** The value an expression has whenever it runs; undefined when that cannot be known without running it. */
export function constantOf(expression: Expression, scope: Scope, depth = 0): Json | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const inner = (of: Expression) => constantOf(of, scope, depth + 1);
  switch (expression.kind) {
    case "constant":
      return expression.value;
    case "name":
      return named(expression.path, scope, depth + 1);
    case "sequence": {
      const items = expression.items.map(inner);
      return items.every((item) => item !== undefined) && expression.type !== "set" ? items : undefined;
    }
    case "dict":
      return dictOf(expression.entries.map(({ key, value }) => [key && inner(key), inner(value)] as const));
    case "binary": {
      const [left, right] = [inner(expression.left), inner(expression.right)];
      if (left === undefined || right === undefined) return undefined;
      // Of others than tuples all goes to one place.
      const isWhole = Array.isArray(right) && !isTuple(expression.right);
      if (isWhole && expression.operator === "%") return undefined;
      return combine(expression.operator, left, right);
    }
    case "call":
      // A text to be translated.
      return expression.callee.kind === "name" && expression.callee.path.join(".") === "_"
        ? expression.args.positional[0] && inner(expression.args.positional[0])
        : undefined;
    default:
      return undefined;
  }
}

function named(path: readonly string[], scope: Scope, depth: number): Json | undefined {
  const inner = innerValue(path, scope);
  if (inner !== undefined) return constantOf(inner.value, inner.scope, depth);
  const meaning = scope.names.resolve(scope.module, path);
  if (meaning.kind !== "constant") return undefined;
  const { value, module, body } = meaning;
  return constantOf(value, { names: scope.names, module, ...(body && { body }) }, depth);
}

/**
 * The value that the function or the class around gives what has the first of the names, and where that stands; undefined
 * for a name of the module. What only running it would tell is of the kind `other`.
 */
export function innerValue(
  path: readonly string[],
  scope: Scope,
): { readonly value: Expression; readonly scope: Scope } | undefined {
  const { names, self, body, locals } = scope;
  const [head = "", ...rest] = path;
  const [attribute] = rest;
  const open = (): Expression => ({ kind: "other", text: path.join(".") });
  if (self !== undefined && /^(?:self|cls)$/.test(head) && attribute !== undefined && rest.length === 1) {
    const found = names.isSet(self, attribute) ? undefined : names.attribute(self, attribute);
    if (found === undefined) return { value: open(), scope };
    return { value: found.value, scope: { names, module: found.module, body: found.body } };
  }
  const local = locals?.get(head);
  if (local !== undefined && rest.length === 0) return { value: local, scope };
  if (local?.kind === "name") return { value: { kind: "name", path: [...local.path, ...rest] }, scope };
  if (local !== undefined) return { value: open(), scope };
  const own = rest.length === 0 ? body?.attributes.get(head) : undefined;
  const isOuter = own?.kind === "name" && own.path[0] === head;
  return own === undefined || isOuter ? undefined : { value: own, scope };
}

function isTuple(expression: Expression): boolean {
  return expression.kind === "sequence" && expression.type === "tuple";
}

function dictOf(entries: readonly (readonly [Json | undefined, Json | undefined])[]): Json | undefined {
  const object: [string, Json][] = [];
  for (const [key, value] of entries) {
    if (typeof key !== "string" || value === undefined) return undefined;
    object.push([key, value]);
  }
  return Object.fromEntries(object);
}

function combine(operator: string, left: Json, right: Json): Json | undefined {
  if (typeof left === "number" && typeof right === "number") {
    if (operator === "*") return left * right;
    if (operator === "+") return left + right;
    return operator === "-" ? left - right : undefined;
  }
  if (typeof left !== "string") return undefined;
  if (operator === "+") return typeof right === "string" ? left + right : undefined;
  return operator === "%" ? format(left, right) : undefined;
}

/** Fills in `%s` with texts, `%d` with integers, and `%(name)s`; undefined for others: 1.0 is no other number here than 1. */
function format(text: string, values: Json): string | undefined {
  const list = Array.isArray(values) ? values : [values];
  let next = 0;
  let isComplete = true;
  const filled = text.replace(/%(?:\((\w+)\))?([\s\S]?)/g, (_, name: string | undefined, type: string) => {
    if (type === "%" && name === undefined) return "%";
    const value = name === undefined ? list[next++] : memberOf(values, name);
    const isKnown = type === "s" ? typeof value === "string" : type === "d" && Number.isSafeInteger(value);
    if (!isKnown) isComplete = false;
    return String(value);
  });
  return isComplete ? filled : undefined;
}

function memberOf(values: Json, name: string): Json | undefined {
  return typeof values === "object" &&
    values !== null &&
    !Array.isArray(values) &&
    Object.hasOwn(values, name)
    ? (values as { readonly [name: string]: Json })[name]
    : undefined;
}
