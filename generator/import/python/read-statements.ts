import { boundNames } from "./bound-names.js";
import { readExpression } from "./read-expression.js";
import { childrenOf, type Node, type SourceText, splitAtCommas, statementsIn } from "./source-text.js";
import type { Branch, Expression, Statement } from "./syntax.js";

type Assignment = Extract<Statement, { kind: "assign" }>;

const COMPOUND: ReadonlySet<string> = new Set([
  "IfStatement",
  "ForStatement",
  "WhileStatement",
  "WithStatement",
  "TryStatement",
  "MatchStatement",
]);

/** Those that begin with expressions which are no tests. */
const HEADED: ReadonlySet<string> = new Set([
  "ForStatement",
  "WhileStatement",
  "WithStatement",
  "MatchStatement",
]);

/** Nodes beside the expressions that such a statement begins with. */
const KEYWORDS: ReadonlySet<string> = new Set(["async", "while", "with", "match", "as", ","]);

/** The statements in the body of a function or a block. Functions and classes inside are left out. */
export function readStatements(body: Node, source: SourceText): Statement[] {
  const statements: Statement[] = [];
  for (const node of statementsIn(body)) {
    statements.push(...headOf(node, source));
    const statement = readStatement(node, source);
    if (statement !== undefined) statements.push(statement);
  }
  return statements;
}

/** The expressions before the blocks of a statement, and the names that it gives values which only running it would tell. */
function headOf(node: Node, source: SourceText): Statement[] {
  const names = boundNames(node, source);
  const targets = names.map((name): Expression => ({ kind: "name", path: [name] }));
  return [
    ...headExpressions(node).map(
      (each): Statement => ({ kind: "expression", value: readExpression(each, source) }),
    ),
    ...(names.length === 0
      ? []
      : [{ kind: "assign" as const, targets, value: { kind: "other" as const, text: names.join(", ") } }]),
  ];
}

function headExpressions(node: Node): readonly Node[] {
  if (!HEADED.has(node.name)) return [];
  const children = childrenOf(node);
  const start = children.findIndex(({ name }) => name === "in") + 1;
  const end = children.findIndex(({ name }) => name === "Body" || name === "MatchBody");
  return children
    .slice(start, end < 0 ? undefined : end)
    .filter((each, index, all) => !KEYWORDS.has(each.name) && all[index - 1]?.name !== "as");
}

function readStatement(node: Node, source: SourceText): Statement | undefined {
  switch (node.name) {
    case "AssignStatement":
    case "UpdateStatement":
      return readAssignment(node, source);
    case "ExpressionStatement": {
      const [value] = childrenOf(node);
      return value === undefined ? undefined : { kind: "expression", value: readExpression(value, source) };
    }
    case "YieldStatement":
      return { kind: "expression", value: { kind: "other", text: source.of(node) } };
    case "ReturnStatement": {
      const value = expressionOf(childrenOf(node).slice(1), source);
      return value === undefined ? { kind: "return" } : { kind: "return", value };
    }
    case "RaiseStatement": {
      const [, value] = childrenOf(node);
      return value === undefined
        ? { kind: "raise" }
        : { kind: "raise", value: readExpression(value, source) };
    }
    case "DeleteStatement": {
      const targets = splitAtCommas(childrenOf(node).slice(1)).flatMap(([item]) => item ?? []);
      return { kind: "delete", targets: targets.map((item) => readExpression(item, source)) };
    }
    case "IfStatement":
      return { kind: "if", branches: readBranches(node, source) };
    default: {
      if (!COMPOUND.has(node.name)) return undefined;
      const isCertain = node.name === "WithStatement" || node.name === "TryStatement";
      const blocks = bodiesOf(node).map((body) => ({
        always: isCertain && !isHandler(body),
        body: readStatements(body, source),
      }));
      return { kind: "blocks", blocks };
    }
  }
}

/** Reads `a = b = value`, and `a: type = value`; of `a += value` that the variable has some other value then. */
export function readAssignment(node: Node, source: SourceText): Assignment {
  if (node.name === "UpdateStatement") {
    const targets = childrenOf(node).slice(0, 1);
    return {
      kind: "assign",
      targets: targets.map((target) => readExpression(target, source)),
      value: { kind: "other", text: source.of(node) },
    };
  }
  const parts: Node[][] = [[]];
  let annotation: Expression | undefined;
  for (const child of childrenOf(node)) {
    if (child.name === "AssignOp") parts.push([]);
    else if (child.name === "TypeDef") annotation = readAnnotation(child, source);
    else parts.at(-1)?.push(child);
  }
  const values = parts.length > 1 ? parts.pop() : undefined;
  const value = values === undefined ? undefined : expressionOf(values, source);
  return {
    kind: "assign",
    targets: parts.flatMap((part) => expressionOf(part, source) ?? []),
    ...(value === undefined ? {} : { value }),
    ...(annotation === undefined ? {} : { annotation }),
  };
}

/** The type after a colon or an arrow. */
export function readAnnotation(node: Node, source: SourceText): Expression | undefined {
  const type = childrenOf(node).find(({ name }) => name !== ":" && name !== "->");
  return type === undefined ? undefined : readExpression(type, source);
}

/** One expression, or the tuple that several with commas are. */
function expressionOf(nodes: readonly Node[], source: SourceText): Expression | undefined {
  const [first] = nodes;
  if (first === undefined) return undefined;
  if (nodes.length === 1) return readExpression(first, source);
  const items = splitAtCommas(nodes).flatMap(([item]) =>
    item === undefined ? [] : [readExpression(item, source)],
  );
  return { kind: "sequence", type: "tuple", items };
}

function readBranches(node: Node, source: SourceText): Branch[] {
  const branches: Branch[] = [];
  let test: Expression | undefined;
  for (const child of childrenOf(node)) {
    if (child.name === "Body") {
      branches.push({ ...(test === undefined ? {} : { test }), body: readStatements(child, source) });
      test = undefined;
    } else if (!["if", "elif", "else"].includes(child.name)) {
      test = readExpression(child, source);
    }
  }
  return branches;
}

/** True for the body of an `except`. */
function isHandler(body: Node): boolean {
  let before = body.prevSibling;
  while (before !== null && !["try", "except", "else", "finally"].includes(before.name))
    before = before.prevSibling;
  return before?.name === "except";
}

/** A definition or another statement of a file or a class, and whether another may take its place. */
export interface PlacedStatement {
  readonly node: Node;
  readonly isBranch: boolean;
}

/** The statements of a body, and those in the blocks of others, which are in the same scope. */
export function* statementsOfScope(body: Node, isBranch = false): Generator<PlacedStatement> {
  for (const node of statementsIn(body)) {
    yield { node, isBranch };
    for (const inner of COMPOUND.has(node.name) ? bodiesOf(node) : [])
      yield* statementsOfScope(inner, isBranch || node.name !== "WithStatement");
  }
}

function bodiesOf(node: Node): Node[] {
  return childrenOf(node).flatMap((child) => {
    if (child.name === "Body") return [child];
    return child.name === "MatchBody" || child.name === "MatchClause" ? bodiesOf(child) : [];
  });
}
