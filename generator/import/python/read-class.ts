import type { PythonClass, PythonFunction, PythonModule } from "./module.js";
import { readArguments } from "./read-expression.js";
import { docstringOf, readFunction, undecorated } from "./read-function.js";
import { readAssignment } from "./read-statements.js";
import { childrenOf, type Node, type SourceText } from "./source-text.js";
import type { Arguments, Expression } from "./syntax.js";

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
  for (const child of body === undefined ? [] : childrenOf(body)) {
    const { definition, decorators: own } = undecorated(child, source);
    if (definition.name === "AssignStatement") assign(definition, source, attributes, annotations);
    if (definition.name !== "FunctionDefinition") continue;
    const method = readFunction(definition, own, source);
    methods.set(method.name, method);
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

function isFalse(value: Expression | undefined): boolean {
  return value?.kind === "constant" && value.value === false;
}

/** Keeps what is assigned to plain names. */
export function assign(
  node: Node,
  source: SourceText,
  into: Map<string, Expression>,
  types?: Map<string, Expression>,
) {
  const statement = readAssignment(node, source);
  if (statement.kind !== "assign") return;
  for (const target of statement.targets) {
    if (statement.value !== undefined) keep(target, statement.value, into);
    const [name = "", ...others] = target.kind === "name" ? target.path : [];
    if (statement.annotation !== undefined && name !== "" && others.length === 0)
      types?.set(name, statement.annotation);
  }
}

/** Keeps the value of a name, or of each in `a, (b, c) = 1, (2, 3)`. */
function keep(target: Expression, value: Expression, into: Map<string, Expression>): void {
  const [name = "", ...others] = target.kind === "name" ? target.path : [];
  if (name !== "" && others.length === 0) into.set(name, value);
  if (target.kind !== "sequence" || value.kind !== "sequence") return;
  // One with a star in front takes a number of them that the length tells.
  if (target.items.length !== value.items.length || [...target.items, ...value.items].some(isStarred)) return;
  for (const [index, item] of target.items.entries()) {
    const own = value.items[index];
    if (own !== undefined) keep(item, own, into);
  }
}

function isStarred(item: Expression): boolean {
  return item.kind === "unary" && item.operator === "*";
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
