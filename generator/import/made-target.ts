import { constantOf, innerValue, type Scope } from "./python/constants.js";
import { localValues } from "./python/local-values.js";
import type { PythonFunction } from "./python/module.js";
import { type Expression, isStarred, textOf } from "./python/syntax.js";
import { allExpressions } from "./python/walk.js";
import { agreedTarget, readTarget, type TargetFacts, unknownTarget } from "./target.js";

type Call = Extract<Expression, { kind: "call" }>;

/** Functions of a project that make a Target, or something with one, are called so. */
const MAKES = /target|client|server/i;
/** A call of what makes a Target, or may be a function that does: code without one need not be read for a Target. */
export const MAY_MAKE_TARGET: RegExp = new RegExp(`(?:${MAKES.source})\\w*[\\s\\\\)]*\\(`, "i");
/** More than the calls that lead to one Target. */
const MAX_CALLS = 100;

/**
 * The Target that a function of the sources makes, or has made by another; undefined where the expression calls none.
 *
 * @param seen the calls that were looked into: functions, and what they were given
 */
export function targetMadeBy(
  expression: Expression,
  scope: Scope,
  seen: Set<string> = new Set(),
): TargetFacts | undefined {
  if (expression.kind !== "call" || expression.callee.kind !== "name") return undefined;
  const { path } = expression.callee;
  if (!MAKES.test(path.at(-1) ?? "") || innerValue(path, scope) !== undefined) return undefined;
  const meaning = scope.names.resolve(scope.module, path);
  if (meaning.kind !== "function") return undefined;
  const { function: made, module } = meaning;
  const given = givenTo(made, expression, scope);
  // What it makes of the same a second time is known already; functions may call each other.
  const key = JSON.stringify([module.name, made.name, ...given]);
  if (seen.has(key)) return undefined;
  if (seen.size >= MAX_CALLS) return unknownTarget(textOf(expression));
  seen.add(key);
  const inside = { names: scope.names, module, locals: localValues(made, given) };
  const targets = allExpressions(made.body()).flatMap(
    (each) => readTarget(each, inside) ?? targetMadeBy(each, inside, seen) ?? [],
  );
  return agreedTarget(targets, textOf(expression));
}

/** The parameters of a function whose values a call settles. */
function givenTo(fn: PythonFunction, { args }: Call, scope: Scope): ReadonlyMap<string, Expression> {
  const starred = args.positional.findIndex(isStarred);
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
