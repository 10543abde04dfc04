import { isDeepStrictEqual } from "node:util";
import { boundNames } from "./bound-names.js";
import type { PythonClass, PythonFunction, PythonModule } from "./module.js";
import { readArguments } from "./read-expression.js";
import { docstringOf, readFunction, undecorated } from "./read-function.js";
import { readAssignment, statementsOfScope } from "./read-statements.js";
import { childrenOf, type Node, type SourceText } from "./source-text.js";
import { type Arguments, type Expression, isStarred } from "./syntax.js";

/** The value of a name that only running the file would tell. */
export const UNKNOWN: Expression = { kind: "other", text: "" };

/** Reads a class of a module. */
export function readClass(node: Node, decorators: readonly Expression[], module: PythonModule): PythonClass {
  const { source } = module;
  const children = childrenOf(node);
  const find = (name: string) => children.find((child) => child.name === name);
  const [name, list, body] = [find("VariableName"), find("ArgList"), find("Body")];
  const bases: Arguments | undefined = list && readArguments(list, source);
  const methods = new Map<string, PythonFunction>();
  const attributes = new Map<string, Expression>();
  const annotations = new Map<string, Expression>();
  for (const { node: child, isBranch } of body === undefined ? [] : statementsOfScope(body)) {
    const { definition, decorators: own } = undecorated(child, source);
    if (isAssignment(definition)) assign(definition, source, attributes, { types: annotations, isBranch });
    else if (definition.name === "FunctionDefinition") {
      const method = readFunction(definition, own, source);
      methods.set(method.name, method);
    } else for (const name of boundNames(definition, source)) attributes.set(name, UNKNOWN);
  }
  const docstring = body && docstringOf(body, source);
  return {
    name: name === undefined ? "" : source.of(name),
    line: source.lineOf(node.from),
    module,
    bases: bases?.positional ?? [],
    isTotal: !isFalse(bases?.keywords.get("total")),
    decorators,
    ...(docstring === undefined ? {} : { docstring }),
    comments: body === undefined ? "" : commentsOf(body, source),
    methods,
    attributes,
    annotations,
  };
}

/** True for `a = value` and `a += value`. */
export function isAssignment({ name }: Node): boolean {
  return name === "AssignStatement" || name === "UpdateStatement";
}

function isFalse(value: Expression | undefined): boolean {
  return value?.kind === "constant" && value.value === false;
}

/**
 * Keeps what is assigned to plain names, and tells those.
 *
 * @param isBranch it stands in a branch, which another may take the place of
 */
export function assign(
  node: Node,
  source: SourceText,
  into: Map<string, Expression>,
  { types, isBranch }: { readonly types?: Map<string, Expression>; readonly isBranch: boolean },
): readonly string[] {
  const statement = readAssignment(node, source);
  const names: string[] = [];
  const put = (name: string, value: Expression) => {
    names.push(name);
    const before = into.get(name);
    // A list that more is added to still has what it had.
    if (node.name === "UpdateStatement" && before?.kind === "sequence") return;
    const isOther = isBranch && before !== undefined && !isDeepStrictEqual(before, value);
    into.set(name, isOther ? UNKNOWN : value);
  };
  for (const target of statement.targets) {
    if (statement.value !== undefined) keep(target, statement.value, put);
    const [name = "", ...others] = target.kind === "name" ? target.path : [];
    if (statement.annotation !== undefined && name !== "" && others.length === 0)
      types?.set(name, statement.annotation);
  }
  for (const name of boundNames(node, source)) put(name, UNKNOWN);
  return names;
}

/** Keeps the value of a name, or of each in `a, (b, c) = 1, (2, 3)`. */
function keep(target: Expression, value: Expression, put: (name: string, value: Expression) => void): void {
  const [name = "", ...others] = target.kind === "name" ? target.path : [];
  if (name !== "" && others.length === 0) put(name, value);
  if (target.kind === "unary") keep(target.of, UNKNOWN, put);
  if (target.kind !== "sequence") return;
  const values = value.kind === "sequence" ? value.items : [];
  // One with a star in front takes a number of them that the length tells.
  const isPlain = target.items.length === values.length && ![...target.items, ...values].some(isStarred);
  for (const [index, item] of target.items.entries())
    keep(item, (isPlain ? values[index] : undefined) ?? UNKNOWN, put);
}

function commentsOf(body: Node, source: SourceText): string {
  const lines: string[] = [];
  for (let child = body.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "Comment") continue;
    // Those with something between them are about something else.
    if (child.prevSibling !== null && child.prevSibling.name !== "Comment") lines.push("");
    lines.push(source.of(child).replace(/^#/, ""));
  }
  return lines.join("\n");
}
