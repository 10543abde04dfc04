import { bracketed, indented } from "./layout.js";
import { literal } from "./literal.js";

/** A value of Python on its way to be printed. */
export type Expression =
  /** A JSON value. */
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Argument[] }
  | { readonly kind: "tuple"; readonly items: readonly Expression[] };

/** An argument: a value alone, or with the name of the parameter. */
export interface Argument {
  readonly name?: string;
  readonly value: Expression;
}

export const json = (value: unknown): Expression => ({ kind: "json", value });

/**
 * The text of a value, on one line while it fits.
 *
 * @param indent how many spaces its line begins with
 * @param used how many characters its line has already, or will have after it
 */
export function expressionText(expression: Expression, indent: number, used: number): string {
  switch (expression.kind) {
    case "json":
      return literal(expression.value, indent, used);
    case "name":
      return expression.name;
    case "call":
      return listText(`${expression.name}(`, expression.args, ")", indent, used);
    case "tuple":
      return tupleText(expression.items, indent, used);
  }
}

function listText(
  before: string,
  args: readonly Argument[],
  after: string,
  indent: number,
  used: number,
): string {
  const flat = args.map((argument) => argumentText(argument, 0, Number.NEGATIVE_INFINITY));
  // What stands before on the line takes room from the first form alone.
  const [only, ...others] = bracketed(before, flat, after, used);
  if (only !== undefined && others.length === 0) return only;
  const lines = bracketed(before, flat, after, indent);
  if (lines.length === 3 && !lines[1]?.endsWith(",")) return joined(lines, indent);
  const items = args.map((argument) => argumentText(argument, indent + 4, indent + 5));
  return [
    before,
    ...items.map((item) => `${" ".repeat(indent + 4)}${item},`),
    " ".repeat(indent) + after,
  ].join("\n");
}

function joined([first = "", ...others]: readonly string[], indent: number): string {
  return [first, ...indented(others, indent)].join("\n");
}

function tupleText(items: readonly Expression[], indent: number, used: number): string {
  const flat = items.map((item) => expressionText(item, 0, Number.NEGATIVE_INFINITY));
  const line = flat.length === 1 ? `(${flat[0]},)` : `(${flat.join(", ")})`;
  if (line.length + used <= 79 && !line.includes("\n")) return line;
  const texts = items.map((item) => expressionText(item, indent + 4, indent + 5));
  return ["(", ...texts.map((item) => `${" ".repeat(indent + 4)}${item},`), `${" ".repeat(indent)})`].join(
    "\n",
  );
}

function argumentText({ name, value }: Argument, indent: number, used: number): string {
  const start = name === undefined ? "" : `${name}=`;
  return start + expressionText(value, indent, used + start.length);
}
