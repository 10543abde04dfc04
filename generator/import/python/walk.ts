import type { Expression, Statement } from "./syntax.js";

/** All statements of a body, those inside others too. */
export function allStatements(statements: readonly Statement[]): readonly Statement[] {
  const found: Statement[] = [];
  const visit = (each: Statement) => {
    found.push(each);
    const inner = each.kind === "if" ? each.branches : each.kind === "blocks" ? each.blocks : [];
    for (const { body } of inner) body.forEach(visit);
  };
  statements.forEach(visit);
  return found;
}

/** The expressions that statements hold, and those inside them. */
export function allExpressions(statements: readonly Statement[]): readonly Expression[] {
  return withParts(allStatements(statements).flatMap(directExpressions));
}

function directExpressions(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case "assign":
      return [...statement.targets, ...(statement.value === undefined ? [] : [statement.value])];
    case "expression":
      return [statement.value];
    case "return":
    case "raise":
      return statement.value === undefined ? [] : [statement.value];
    case "delete":
      return statement.targets;
    case "if":
      return statement.branches.flatMap(({ test }) => test ?? []);
    default:
      return [];
  }
}

/** Expressions and all that they are made of. */
export function withParts(expressions: readonly Expression[]): readonly Expression[] {
  const found: Expression[] = [];
  const visit = (each: Expression) => {
    found.push(each);
    partsOf(each).forEach(visit);
  };
  expressions.forEach(visit);
  return found;
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "attribute":
    case "unary":
      return [expression.of];
    case "call":
      return [
        expression.callee,
        ...expression.args.positional,
        ...expression.args.keywords.values(),
        ...expression.args.spread,
      ];
    case "sequence":
      return expression.items;
    case "dict":
      return expression.entries.flatMap(({ key, value }) => (key === undefined ? [value] : [key, value]));
    case "subscript":
      return [expression.of, ...expression.index];
    case "binary":
      return [expression.left, expression.right];
    case "choice":
      return [expression.test, ...expression.options];
    default:
      return [];
  }
}
