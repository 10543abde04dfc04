import { ts } from "ts-morph";
import { indented } from "../emit/object-type.js";
import { nodesOf, type UserStyle } from "./user-style.js";

const WRAPPER = "class C {\n";

/**
 * The lines of a method as the user would have written them.
 *
 * @param stub the lines as the generator writes them
 * @param locals what the names in it are called in the user's file
 * @param margin what each line begins with
 */
export function styledStub(
  stub: readonly string[],
  locals: ReadonlyMap<string, string>,
  margin: string,
  style: UserStyle,
): string {
  const text = `${WRAPPER}${indented(stub).join("\n")}\n}`;
  const source = ts.createSourceFile("stub.ts", text, ts.ScriptTarget.Latest, true);
  const changes: { start: number; end: number; text: string }[] = [];
  for (const node of nodesOf(source)) {
    const replacement = replacementFor(node, locals, style);
    if (replacement !== undefined) {
      changes.push({ start: node.getStart(source), end: node.end, text: replacement });
    }
    const isEnded = ts.isThrowStatement(node) && text[node.end - 1] === ";";
    if (isEnded && !style.hasSemicolons) changes.push({ start: node.end - 1, end: node.end, text: "" });
  }
  let result = text;
  for (const { start, end, text } of changes.sort((left, right) => right.start - left.start)) {
    result = result.slice(0, start) + text + result.slice(end);
  }
  return result
    .slice(WRAPPER.length, -2)
    .split("\n")
    .map((line) => margin + withUnit(line.slice(2), style.unit))
    .join(style.newline);
}

function replacementFor(
  node: ts.Node,
  locals: ReadonlyMap<string, string>,
  { quote }: UserStyle,
): string | undefined {
  if (ts.isStringLiteral(node) && quote === "'") return singleQuoted(node.getText());
  if (ts.isIdentifier(node)) {
    const isName = ts.isTypeReferenceNode(node.parent) || ts.isNewExpression(node.parent);
    const local = locals.get(node.text);
    return isName && local !== node.text ? local : undefined;
  }
  return undefined;
}

function singleQuoted(literal: string): string {
  const inner = literal.slice(1, -1).replace(/\\.|'/gs, (part) => {
    if (part === '\\"') return '"';
    return part === "'" ? "\\'" : part;
  });
  return `'${inner}'`;
}

function withUnit(line: string, unit: string): string {
  const spaces = /^ */.exec(line)?.[0].length ?? 0;
  return unit.repeat(Math.floor(spaces / 2)) + line.slice(Math.floor(spaces / 2) * 2);
}
