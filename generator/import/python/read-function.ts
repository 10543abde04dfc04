import type { PythonFunction } from "./module.js";
import { readArguments, readExpression } from "./read-expression.js";
import { readAnnotation, readStatements } from "./read-statements.js";
import { childrenOf, type Node, type SourceText, splitAtCommas } from "./source-text.js";
import type { Expression, Parameter, Statement } from "./syntax.js";

/** A definition without its decorators, and those. */
export function undecorated(node: Node, source: SourceText): { definition: Node; decorators: Expression[] } {
  if (node.name !== "DecoratedStatement") return { definition: node, decorators: [] };
  const children = childrenOf(node);
  const decorators = children.flatMap((child) =>
    child.name === "Decorator" ? [readDecorator(child, source)] : [],
  );
  return { definition: children.at(-1) ?? node, decorators };
}

function readDecorator(node: Node, source: SourceText): Expression {
  const parts = childrenOf(node).filter(({ name }) => name !== "At" && name !== ".");
  const args = parts.at(-1)?.name === "ArgList" ? parts.pop() : undefined;
  const [first] = parts;
  const callee: Expression =
    parts.every(({ name }) => name === "VariableName" || name === "PropertyName") || first === undefined
      ? { kind: "name", path: parts.map((part) => source.of(part)) }
      : readExpression(first, source);
  return args === undefined ? callee : { kind: "call", callee, args: readArguments(args, source) };
}

/** Reads a function or a method. */
export function readFunction(
  node: Node,
  decorators: readonly Expression[],
  source: SourceText,
): PythonFunction {
  const children = childrenOf(node);
  const find = (name: string) => children.find((child) => child.name === name);
  const [name, list, body, type] = [find("VariableName"), find("ParamList"), find("Body"), find("TypeDef")];
  const docstring = body && docstringOf(body, source);
  const returns = type && readAnnotation(type, source);
  let statements: readonly Statement[] | undefined;
  return {
    name: name === undefined ? "" : source.of(name),
    line: source.lineOf(node.from),
    parameters: list === undefined ? [] : readParameters(list, source),
    ...(returns === undefined ? {} : { returns }),
    decorators,
    ...(docstring === undefined ? {} : { docstring }),
    body: () => {
      statements ??= body === undefined ? [] : readStatements(body, source);
      return statements;
    },
    text: () => (body === undefined ? "" : source.of(body)),
    isWhole: () => body !== undefined && source.isWhole(body),
  };
}

function readParameters(list: Node, source: SourceText): Parameter[] {
  const parameters: Parameter[] = [];
  let isKeywordOnly = false;
  let end = list.from + 1;
  for (const part of splitAtCommas(childrenOf(list).filter(({ name }) => name !== "(" && name !== ")"))) {
    const [first, second] = part;
    if (first === undefined) {
      // The slash is not in the tree, only the comma behind it.
      if (/^(?:[\s,]|#.*)*\//.test(source.text.slice(end, list.to))) {
        for (const [at, each] of parameters.entries()) parameters[at] = { ...each, kind: "positional-only" };
      }
      continue;
    }
    end = part.at(-1)?.to ?? end;
    if (first.name === "*" && second === undefined) isKeywordOnly = true;
    else if (first.name === "*" || first.name === "**") {
      const kind = first.name === "*" ? "rest" : "keyword-rest";
      parameters.push(readParameter(part.slice(1), kind, source));
      isKeywordOnly = true;
    } else parameters.push(readParameter(part, isKeywordOnly ? "keyword-only" : "positional", source));
  }
  return parameters;
}

function readParameter(part: readonly Node[], kind: Parameter["kind"], source: SourceText): Parameter {
  const name = part.find((node) => node.name === "VariableName");
  const type = part.find((node) => node.name === "TypeDef");
  const annotation = type && readAnnotation(type, source);
  const sign = part.findIndex((node) => node.name === "AssignOp");
  const value = sign < 0 ? undefined : part[sign + 1];
  return {
    name: name === undefined ? "" : source.of(name),
    kind,
    ...(annotation === undefined ? {} : { annotation }),
    ...(value === undefined ? {} : { default: readExpression(value, source) }),
  };
}

/** The docstring of a class or a function. */
export function docstringOf(body: Node, source: SourceText): string | undefined {
  const [, first] = childrenOf(body, 2);
  const [text] = first?.name === "ExpressionStatement" ? childrenOf(first) : [];
  const value = text && readExpression(text, source);
  return value?.kind === "constant" && typeof value.value === "string" ? value.value : undefined;
}
