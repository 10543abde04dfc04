import { getOrInsert } from "../../src/collections/get-or-insert.js";
import { constantOf, type Scope } from "./python/constants.js";
import { localValues } from "./python/local-values.js";
import type { PythonFunction } from "./python/module.js";
import { type Expression, lastName } from "./python/syntax.js";
import { allExpressions } from "./python/walk.js";
import { agreedTarget, readTarget, type TargetFacts, textOf } from "./target.js";

type Call = Extract<Expression, { kind: "call" }>;

/** Functions of a project that make a Target, or something with one, are called so. */
const MAKES = /target|client|server/i;
/** More than the functions that lead to one Target. */
const MAX_FUNCTIONS = 100;

/**
 * The Target that a function of the sources makes, or has made by another; undefined where the expression calls none.
 *
 * @param seen what each function that was looked into had been given
 */
export function targetMadeBy(
  expression: Expression,
  scope: Scope,
  seen: Map<PythonFunction, Set<string>> = new Map(),
): TargetFacts | undefined {
  if (expression.kind !== "call" || expression.callee.kind !== "name") return undefined;
  if (!MAKES.test(lastName(expression.callee) ?? "")) return undefined;
  const meaning = scope.names.resolve(scope.module, expression.callee.path);
  if (meaning.kind !== "function" || seen.size > MAX_FUNCTIONS) return undefined;
  const given = givenTo(meaning.function, expression, scope);
  // What it makes of the same a second time is known already; functions may call each other.
  const times = getOrInsert(seen, meaning.function, () => new Set());
  const key = JSON.stringify([...given]);
  if (times.has(key)) return undefined;
  times.add(key);
  const inside = { names: scope.names, module: meaning.module, locals: localValues(meaning.function, given) };
  const made = [...allExpressions(meaning.function.body())].flatMap(
    (each) => readTarget(each, inside) ?? targetMadeBy(each, inside, seen) ?? [],
  );
  return agreedTarget(made, textOf(expression));
}

/** The parameters of a function whose values a call settles. */
function givenTo(fn: PythonFunction, { args }: Call, scope: Scope): ReadonlyMap<string, Expression> {
  const starred = args.positional.findIndex(({ kind }) => kind === "unary");
  const listed = starred < 0 ? args.positional : args.positional.slice(0, starred);
  // What is unpacked may be for any parameter that the call gives nothing else.
  const isOpen = starred >= 0 || args.spread.length > 0;
  return new Map(
    fn.parameters.flatMap(({ name, kind, default: fallback }, index): [string, Expression][] => {
      if (kind === "rest" || kind === "keyword-rest") return [];
      const byPlace = kind === "keyword-only" ? undefined : listed[index];
      const given = args.keywords.get(name) ?? byPlace ?? (isOpen ? undefined : fallback);
      const value = given && constantOf(given, scope);
      return value === null || typeof value === "string" ? [[name, { kind: "constant", value }]] : [];
    }),
  );
}
