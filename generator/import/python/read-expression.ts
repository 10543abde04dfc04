import { readNumber, readString } from "./literals.js";
import { childrenOf, type Node, type SourceText, splitAtCommas } from "./source-text.js";
import type { Arguments, DictEntry, Expression } from "./syntax.js";

const BRACKETS: ReadonlySet<string> = new Set(["(", ")", "[", "]", "{", "}"]);
const STRINGS: ReadonlySet<string> = new Set(["String", "ContinuedString", "FormatString"]);

/** Reads an expression; what an import does not look into is kept as text. */
export function readExpression(node: Node, source: SourceText): Expression {
  const other = (): Expression => ({ kind: "other", text: source.of(node) });
  switch (node.name) {
    case "VariableName":
      return { kind: "name", path: [source.of(node)] };
    case "None":
      return { kind: "constant", value: null };
    case "Boolean":
      return { kind: "constant", value: source.of(node) === "True" };
    case "Number": {
      const value = readNumber(source.of(node));
      return value === undefined ? other() : { kind: "constant", value };
    }
    case "String":
    case "FormatString":
    case "ContinuedString": {
      const value = stringOf(node, source);
      return value === undefined ? other() : { kind: "constant", value };
    }
    case "MemberExpression":
      return readMember(node, source) ?? other();
    case "CallExpression":
      return readCall(node, source) ?? other();
    case "ParenthesizedExpression":
    case "AwaitExpression": {
      const inner = childrenOf(node).find(({ name }) => !BRACKETS.has(name) && name !== "await");
      return inner === undefined ? other() : readExpression(inner, source);
    }
    case "TupleExpression":
      return { kind: "sequence", type: "tuple", items: readItems(node, source) };
    case "ArrayExpression":
      return { kind: "sequence", type: "list", items: readItems(node, source) };
    case "SetExpression":
      return { kind: "sequence", type: "set", items: readItems(node, source) };
    case "DictionaryExpression":
      return { kind: "dict", entries: readEntries(node, source) };
    case "UnaryExpression":
      return readUnary(node, source) ?? other();
    case "BinaryExpression":
      return readBinary(node, source) ?? other();
    case "ConditionalExpression": {
      const [then, , test, , otherwise] = childrenOf(node);
      if (then === undefined || test === undefined || otherwise === undefined) return other();
      return {
        kind: "choice",
        test: readExpression(test, source),
        options: [readExpression(then, source), readExpression(otherwise, source)],
      };
    }
    default:
      return other();
  }
}

function stringOf(node: Node, source: SourceText): string | undefined {
  if (node.name === "ContinuedString") {
    const parts = childrenOf(node).map((part) => stringOf(part, source));
    return parts.every((part) => part !== undefined) ? parts.join("") : undefined;
  }
  if (childrenOf(node).some(({ name }) => name === "FormatReplacement")) return undefined;
  const text = STRINGS.has(node.name) ? readString(source.of(node)) : undefined;
  return node.name === "FormatString" ? text?.replaceAll("{{", "{").replaceAll("}}", "}") : text;
}

function readMember(node: Node, source: SourceText): Expression | undefined {
  const [head, ...rest] = childrenOf(node);
  if (head === undefined) return undefined;
  const of = readExpression(head, source);
  const property = rest.find(({ name }) => name === "PropertyName");
  if (property !== undefined) {
    const name = source.of(property);
    return of.kind === "name" ? { kind: "name", path: [...of.path, name] } : { kind: "attribute", of, name };
  }
  const inside = rest.filter(({ name }) => !BRACKETS.has(name));
  if (inside.some(({ name }) => name === ":")) return { kind: "other", text: source.of(node) };
  const index = splitAtCommas(inside).flatMap(([item]) =>
    item === undefined ? [] : [readExpression(item, source)],
  );
  return { kind: "subscript", of, index };
}

function readCall(node: Node, source: SourceText): Expression | undefined {
  const [callee, args] = childrenOf(node);
  if (callee === undefined || args?.name !== "ArgList") return undefined;
  return { kind: "call", callee: readExpression(callee, source), args: readArguments(args, source) };
}

/** Reads what stands in the parentheses of a call, a decorator or a class. */
export function readArguments(list: Node, source: SourceText): Arguments {
  const positional: Expression[] = [];
  const keywords = new Map<string, Expression>();
  const spread: Expression[] = [];
  for (const part of splitAtCommas(childrenOf(list).filter(({ name }) => !BRACKETS.has(name)))) {
    const [first, second, third] = part;
    if (first === undefined) continue;
    if (first.name === "**") {
      if (second !== undefined) spread.push(readExpression(second, source));
    } else if (second?.name === "AssignOp" && third !== undefined && source.of(second) === "=") {
      keywords.set(source.of(first), readExpression(third, source));
    } else if (first.name === "*" && second !== undefined) {
      positional.push({ kind: "unary", operator: "*", of: readExpression(second, source) });
    } else if (second !== undefined) {
      positional.push({ kind: "other", text: source.text.slice(first.from, part.at(-1)?.to) });
    } else {
      positional.push(readExpression(first, source));
    }
  }
  return { positional, keywords, spread };
}

function readItems(node: Node, source: SourceText): Expression[] {
  return splitAtCommas(childrenOf(node).filter(({ name }) => !BRACKETS.has(name))).flatMap((part) => {
    const [first] = part;
    if (first === undefined) return [];
    const [, second] = part;
    if (second === undefined) return [readExpression(first, source)];
    if (first.name === "*")
      return [{ kind: "unary" as const, operator: "*", of: readExpression(second, source) }];
    return [{ kind: "other" as const, text: source.text.slice(first.from, part.at(-1)?.to) }];
  });
}

function readEntries(node: Node, source: SourceText): DictEntry[] {
  return splitAtCommas(childrenOf(node).filter(({ name }) => !BRACKETS.has(name))).flatMap((part) => {
    const [first, second, third] = part;
    if (first?.name === "**" && second !== undefined) return [{ value: readExpression(second, source) }];
    if (first === undefined || second?.name !== ":" || third === undefined) return [];
    return [{ key: readExpression(first, source), value: readExpression(third, source) }];
  });
}

function readUnary(node: Node, source: SourceText): Expression | undefined {
  const [operator, operand] = childrenOf(node);
  if (operator === undefined || operand === undefined) return undefined;
  const of = readExpression(operand, source);
  const sign = source.of(operator);
  if (
    sign === "-" &&
    of.kind === "constant" &&
    (typeof of.value === "number" || typeof of.value === "bigint")
  ) {
    return { kind: "constant", value: -of.value };
  }
  return { kind: "unary", operator: sign, of };
}

function readBinary(node: Node, source: SourceText): Expression | undefined {
  const parts = childrenOf(node);
  const [left, right] = [parts[0], parts.at(-1)];
  if (left === undefined || right === undefined || parts.length < 3) return undefined;
  const operator = parts
    .slice(1, -1)
    .map((part) => source.of(part))
    .join(" ");
  return {
    kind: "binary",
    operator,
    left: readExpression(left, source),
    right: readExpression(right, source),
  };
}
