import { constantOf, type Scope } from "./python/constants.js";
import { localValues } from "./python/local-values.js";
import type { PythonFunction } from "./python/module.js";
import { type Expression, lastName } from "./python/syntax.js";
import { allExpressions } from "./python/walk.js";
import { agreedTarget, readTarget, type TargetFacts, textOf } from "./target.js";

type Call = Extract<Expression, { kind: "call" }>;

/** Functions of a project that make a Target, or something with one, are called so. */
const MAKES = /target|client|server/i;
/** More than functions that make one for another call each other. */
const MAX_CALLS = 5;

/**
 * The Target that a function of the sources makes, or has made by another; undefined where the expression calls none.
 *
 * @param callers the functions that the call stands in, the outermost first
 */
export function targetMadeBy(
  expression: Expression,
  scope: Scope,
  callers: readonly PythonFunction[] = [],
): TargetFacts | undefined {
  if (expression.kind !== "call" || expression.callee.kind !== "name") return undefined;
  if (!MAKES.test(lastName(expression.callee) ?? "")) return undefined;
  const meaning = scope.names.resolve(scope.module, expression.callee.path);
  if (meaning.kind !== "function" || callers.length > MAX_CALLS || callers.includes(meaning.function))
    return undefined;
  const locals = localValues(meaning.function, givenTo(meaning.function, expression, scope));
  const inside = { names: scope.names, module: meaning.module, locals };
  const path = [...callers, meaning.function];
  const made = [...allExpressions(meaning.function.body())].flatMap(
    (each) => readTarget(each, inside) ?? targetMadeBy(each, inside, path) ?? [],
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
