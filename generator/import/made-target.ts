import { constantOf, type Scope } from "./python/constants.js";
import type { PythonFunction } from "./python/module.js";
import { type Expression, lastName } from "./python/syntax.js";
import { allExpressions } from "./python/walk.js";
import { readTarget, type TargetFacts } from "./target.js";

type Call = Extract<Expression, { kind: "call" }>;

/** Functions of a project that make a Target, or something with one, are called so. */
const MAKES = /target|client|server/i;
/** More than functions that make one for another call each other. */
const MAX_CALLS = 5;

/** The Target that a function of the sources makes, or has made by another; undefined where the expression calls none. */
export function targetMadeBy(expression: Expression, scope: Scope, calls = 0): TargetFacts | undefined {
  if (expression.kind !== "call" || expression.callee.kind !== "name" || calls > MAX_CALLS) return undefined;
  if (!MAKES.test(lastName(expression.callee) ?? "")) return undefined;
  const meaning = scope.names.resolve(scope.module, expression.callee.path);
  if (meaning.kind !== "function") return undefined;
  const given = givenTo(meaning.function, expression, scope);
  const settled = (part: Expression) =>
    (part.kind === "name" && part.path.length === 1 ? given.get(part.path[0] ?? "") : undefined) ?? part;
  const inside = { names: scope.names, module: meaning.module };
  for (const each of allExpressions(meaning.function.body())) {
    const target = readTarget(each, inside, settled) ?? targetMadeBy(each, inside, calls + 1);
    if (target !== undefined) return target;
  }
  return undefined;
}

/** The parameters of a function whose values a call settles. */
function givenTo(fn: PythonFunction, { args }: Call, scope: Scope): ReadonlyMap<string, Expression> {
  return new Map(
    fn.parameters.flatMap(({ name, default: fallback }, index): [string, Expression][] => {
      const given = args.keywords.get(name) ?? args.positional[index] ?? fallback;
      const value = given && constantOf(given, scope);
      return value === null || typeof value === "string" ? [[name, { kind: "constant", value }]] : [];
    }),
  );
}
