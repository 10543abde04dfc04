import { isJsonObject } from "../../src/json/json-object.js";
import { LINE_WIDTH, literal, stringLiteral } from "../emit/literal.js";
import { scalarLiteral } from "../python/literal.js";

/** The words in which a language writes values. */
interface Notation {
  /** Blanks that a line inside brackets begins with. */
  readonly step: number;
  /** Behind the last item when each has lines of its own. */
  readonly last: "," | "";
  readonly scalar: (value: unknown) => string;
}

const JSON_NOTATION: Notation = {
  step: 2,
  last: "",
  scalar: (value) => (typeof value === "string" ? stringLiteral(value) : String(value)),
};

/** A value that is written as an expression of the language, as bytes of Python. */
export class ExpressionText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const PYTHON_NOTATION: Notation = {
  step: 4,
  last: ",",
  scalar: (value) => (value instanceof ExpressionText ? value.text : scalarLiteral(value)),
};

/** The width that examples are written for, so that they fit beside the text and on a phone held sideways. */
export const EXAMPLE_WIDTH = 64;

/** A value as JSON, on one line while it fits. */
export function jsonValue(value: unknown, indent = 0, used = 0): string {
  return valueText(value, JSON_NOTATION, indent, used);
}

/** A value as Python, on one line while it fits. */
export function pythonValue(value: unknown, indent = 0, used = 0): string {
  return valueText(value, PYTHON_NOTATION, indent, used);
}

/** A value as TypeScript, on one line while it fits. */
export function typescriptValue(value: unknown, indent = 0, used = 0): string {
  return literal(value, indent, used + LINE_WIDTH - EXAMPLE_WIDTH);
}

/** Something that is written for the place that it stands at: how far its line is indented, and how full it is. */
export type PlacedText = (indent: number, used: number) => string;

/** The surroundings of a list's items. */
export interface Brackets {
  readonly before: string;
  readonly after: string;
  /** Behind the last item when each has lines of its own. */
  readonly last?: "," | "";
  /** Blanks that a line inside begins with, 2 when not given. */
  readonly step?: number;
}

/** A list in brackets: on one line while it fits, else with each item in lines of its own. */
export function bracketed(
  { before, after, last = "", step = 2 }: Brackets,
  items: readonly PlacedText[],
): PlacedText {
  return (indent, used) => {
    const flat = `${before}${items.map((item) => item(0, Number.NEGATIVE_INFINITY)).join(", ")}${after}`;
    if (items.length === 0 || flat.length + used <= EXAMPLE_WIDTH) return flat;
    const [only] = items;
    const text =
      before.endsWith("(") && items.length === 1 ? only?.(indent, indent + before.length) : undefined;
    // The brackets of an object or a list that is alone stand in the lines of those around it.
    if (text !== undefined && /^[[{]/.test(text)) return before + text + after;
    const inner = indent + step;
    const lines = items.map((item) => " ".repeat(inner) + item(inner, inner + 1));
    return `${before}\n${lines.join(",\n")}${last}\n${" ".repeat(indent)}${after}`;
  };
}

function valueText(value: unknown, notation: Notation, indent: number, used: number): string {
  const { step, last } = notation;
  if (Array.isArray(value)) {
    const items = value.map(
      (item): PlacedText =>
        (inner, taken) =>
          valueText(item, notation, inner, taken),
    );
    return bracketed({ before: "[", after: "]", step, last }, items)(indent, used);
  }
  if (!isJsonObject(value) || value instanceof ExpressionText) return notation.scalar(value);
  const members = Object.entries(value).map(([name, member]): PlacedText => {
    const key = `${notation.scalar(name)}: `;
    return (inner, taken) => key + valueText(member, notation, inner, taken + key.length);
  });
  return bracketed({ before: "{", after: "}", step, last }, members)(indent, used);
}
