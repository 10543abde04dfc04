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
      return named(expression.path, scope, depth);
    case "sequence": {
      const items = expression.items.map(inner);
      return items.every((item) => item !== undefined) && expression.type !== "set" ? items : undefined;
    }
    case "dict":
      return dictOf(expression.entries.map(({ key, value }) => [key && inner(key), inner(value)] as const));
    case "binary": {
      const [left, right] = [inner(expression.left), inner(expression.right)];
      if (left === undefined || right === undefined) return undefined;
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
  const { names, module, self } = scope;
  const [head, attribute] = path;
  if (
    (head === "self" || head === "cls") &&
    self !== undefined &&
    attribute !== undefined &&
    path.length === 2
  ) {
    const found = names.attribute(self, attribute);
    return found && constantOf(found.value, { names, module: found.module, self }, depth + 1);
  }
  const local = path.length === 1 && head !== undefined ? scope.locals?.get(head) : undefined;
  if (local !== undefined) return constantOf(local, scope, depth + 1);
  if (path.length === 1 && self !== undefined && head !== undefined) {
    const own = self.attributes.get(head);
    if (own !== undefined && own.kind !== "name") return constantOf(own, scope, depth + 1);
  }
  const meaning = names.resolve(module, path);
  if (meaning.kind !== "constant") return undefined;
  return constantOf(meaning.value, { names, module: meaning.module }, depth + 1);
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

/** Fills in `%s`, `%d` and `%(name)s`. */
function format(text: string, values: Json): string | undefined {
  const list = Array.isArray(values) ? values : [values];
  let next = 0;
  let isComplete = true;
  const filled = text.replace(/%(?:\((\w+)\))?([sd%])/g, (_, name: string | undefined, type: string) => {
    if (type === "%") return "%";
    const value = name === undefined ? list[next++] : memberOf(values, name);
    if (typeof value !== "string" && typeof value !== "number") isComplete = false;
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
