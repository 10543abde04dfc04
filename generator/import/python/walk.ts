import type { Expression, Statement } from "./syntax.js";

/** All statements of a body, those inside others too. */
export function* allStatements(statements: readonly Statement[]): Generator<Statement> {
  for (const statement of statements) {
    yield statement;
    const inner =
      statement.kind === "if" ? statement.branches : statement.kind === "blocks" ? statement.blocks : [];
    for (const { body } of inner) yield* allStatements(body);
  }
}

/** The expressions that statements hold, and those inside them. */
export function* allExpressions(statements: readonly Statement[]): Generator<Expression> {
  for (const statement of allStatements(statements)) {
    for (const expression of directExpressions(statement)) yield* withParts(expression);
  }
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

/** An expression and all that it is made of. */
export function* withParts(expression: Expression): Generator<Expression> {
  yield expression;
  for (const part of partsOf(expression)) yield* withParts(part);
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
