import type { PythonFunction } from "../python/module.js";
import type { Expression } from "../python/syntax.js";
import { allExpressions } from "../python/walk.js";

/** A keyword argument that a method takes out of its `**kwargs`. */
export interface KeywordUse {
  readonly name: string;
  /** True when the method fails without it. */
  readonly isRequired: boolean;
  readonly default?: Expression;
}

/** The names that a method reads of its `**kwargs`, as far as its own statements say it. */
export function keywordUses(fn: PythonFunction): readonly KeywordUse[] {
  const rest = fn.parameters.find(({ kind }) => kind === "keyword-rest")?.name;
  if (rest === undefined) return [];
  const uses = new Map<string, KeywordUse>();
  for (const expression of allExpressions(fn.body())) {
    const use = useOf(expression, rest);
    const known = use && uses.get(use.name);
    // Read in both ways, it may be absent.
    if (use !== undefined && (known === undefined || known.isRequired)) uses.set(use.name, use);
  }
  return [...uses.values()];
}

function useOf(expression: Expression, rest: string): KeywordUse | undefined {
  if (expression.kind === "subscript" && isName(expression.of, rest)) {
    const name = textOf(expression.index[0]);
    return name === undefined ? undefined : { name, isRequired: true };
  }
  if (expression.kind !== "call" || expression.callee.kind !== "name") return undefined;
  const [head, method, ...others] = expression.callee.path;
  if (head !== rest || others.length > 0 || (method !== "get" && method !== "pop")) return undefined;
  const [key, fallback] = expression.args.positional;
  const name = textOf(key);
  if (name === undefined) return undefined;
  const isRequired = method === "pop" && fallback === undefined;
  return { name, isRequired, ...(fallback === undefined ? {} : { default: fallback }) };
}

function isName(expression: Expression, name: string): boolean {
  return expression.kind === "name" && expression.path.length === 1 && expression.path[0] === name;
}

function textOf(expression: Expression | undefined): string | undefined {
  return expression?.kind === "constant" && typeof expression.value === "string"
    ? expression.value
    : undefined;
}
