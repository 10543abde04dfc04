import type { JsonObject } from "../../../src/json/json-object.js";
import type { EndpointMethod } from "../endpoint/endpoint-class.js";
import type { Evidence } from "../evidence.js";
import { type Expression, lastName } from "../python/syntax.js";
import { allExpressions, allStatements, withParts } from "../python/walk.js";
import { isOpen } from "../types/typed-schema.js";
import type { Readers } from "./param-facts.js";

const YIELD = /\byield\b/;

/**
 * The schema of what a call returns; undefined when it returns null.
 *
 * @param told what the docstring says of it
 */
export function resultOf(
  method: EndpointMethod | undefined,
  told: string | undefined,
  { types, objects }: Readers,
  evidence: Evidence,
): JsonObject | undefined {
  if (method === undefined) {
    evidence.missing("type of the result");
    return {};
  }
  const { returns } = method.function;
  if (returns !== undefined) {
    const { schema, certainty, note } = types.read(returns, method.owner.module);
    if (!isOpen(schema)) {
      const text = `type of the result${note === undefined ? "" : ` (${note})`}`;
      if (certainty === "certain") evidence.certain(text);
      else evidence.guessed(text);
      return schema.type === "null" ? undefined : schema;
    }
  } else if (method.function.isWhole() && isWritten(method) && !returnsSomething(method)) {
    evidence.certain("no result");
    return undefined;
  }
  const object =
    told === undefined || returnsDict(method) ? undefined : objects.mentionedIn(told, method.owner.module);
  if (object !== undefined) {
    evidence.guessed("type of the result (the class that its docstring names)");
    return object;
  }
  evidence.missing("type of the result");
  return {};
}

/** False for a method that a subclass has to write. */
function isWritten({ function: fn }: EndpointMethod): boolean {
  const body = fn
    .body()
    .filter((statement) => statement.kind !== "expression" || statement.value.kind !== "constant");
  const [only] = body;
  return body.length > 0 && !(body.length === 1 && only?.kind === "raise");
}

function returnsSomething({ function: fn }: EndpointMethod): boolean {
  const returns = allStatements(fn.body()).some(
    (each) => each.kind === "return" && each.value !== undefined && !isNone(each.value),
  );
  if (returns || !YIELD.test(fn.text())) return returns;
  // A generator returns without a `return`.
  return allExpressions(fn.body()).some((each) => each.kind === "other" && YIELD.test(each.text));
}

/** True for one that returns dicts made of objects, whatever its docstring calls them. */
function returnsDict({ function: fn }: EndpointMethod): boolean {
  if (!/(?:to|as)_dict/.test(fn.text())) return false;
  const returned = allStatements(fn.body()).flatMap((statement) =>
    statement.kind === "return" ? (statement.value ?? []) : [],
  );
  return withParts(returned).some((part) =>
    part.kind === "other"
      ? /\.(?:to|as)_dict\(/.test(part.text)
      : part.kind === "call" && /^(?:to|as)_dict$/.test(lastName(part.callee) ?? ""),
  );
}

function isNone(expression: Expression): boolean {
  return expression.kind === "constant" && expression.value === null;
}
