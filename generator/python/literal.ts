import { type LiteralNotation, literalText } from "../literal-text.js";
import { LINE_WIDTH } from "./layout.js";

/** Characters that a source file must not hold raw: they end a line, cannot be seen, or turn the text's direction. */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be escaped
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]/g;

/** A string of Python. */
export function stringLiteral(text: string): string {
  // Formatters take the quotes of which the text has fewer.
  const quote = text.includes('"') && count(text, '"') > count(text, "'") ? "'" : '"';
  const escaped = [...text].map((char) => {
    if (char === quote || char === "\\") return `\\${char}`;
    if (char === "\n") return "\\n";
    if (char === "\t") return "\\t";
    return char.length > 1 ? char : char.replace(UNSAFE, unicodeEscape);
  });
  return `${quote}${escaped.join("")}${quote}`;
}

function unicodeEscape(char: string): string {
  const code = char.charCodeAt(0);
  return code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`;
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, "0");
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** A literal of a JSON value, as {@link literalText} writes them. */
export function literal(value: unknown, indent: number, used: number): string {
  return literalText(value, PYTHON, indent, used);
}

const PYTHON: LiteralNotation = {
  width: LINE_WIDTH,
  step: 4,
  brackets: ["{", "}"],
  key: stringLiteral,
  scalar: (value) => (typeof value === "object" && value !== null ? undefined : scalarLiteral(value)),
};

/** The literal of a value that is no list and no object. */
export function scalarLiteral(value: unknown): string {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "string") return stringLiteral(value);
  if (typeof value === "bigint") return String(value);
  return Object.is(value, -0) ? "-0.0" : String(value).replace("e+", "e");
}
