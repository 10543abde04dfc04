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

/**
 * A literal of a JSON value, on one line while it fits.
 *
 * @param indent how many spaces its line begins with
 * @param used how many characters its line has already, or will have after it
 */
export function literal(value: unknown, indent: number, used: number): string {
  const flat = flatLiteral(value, LINE_WIDTH - used);
  if (flat !== undefined) return flat;
  const inner = indent + 4;
  const pad = " ".repeat(inner);
  if (Array.isArray(value)) {
    const items = value.map((item) => `${pad}${literal(item, inner, inner + 1)},\n`);
    return `[\n${items.join("")}${" ".repeat(indent)}]`;
  }
  if (typeof value !== "object" || value === null) return scalarLiteral(value);
  const members = Object.entries(value).map(([name, member]) => {
    const start = `${pad}${stringLiteral(name)}: `;
    return `${start}${literal(member, inner, start.length + 1)},\n`;
  });
  return `{\n${members.join("")}${" ".repeat(indent)}}`;
}

/** Undefined when it is longer than there is room: a large value is not written out once for each of its levels. */
function flatLiteral(value: unknown, room: number): string | undefined {
  if (typeof value !== "object" || value === null) {
    const text = scalarLiteral(value);
    return text.length > room ? undefined : text;
  }
  const isArray = Array.isArray(value);
  const parts: string[] = [];
  let left = room - 2;
  for (const [name, member] of Object.entries(value)) {
    const key = isArray ? "" : `${stringLiteral(name)}: `;
    const text = flatLiteral(member, left - key.length);
    if (text === undefined) return undefined;
    parts.push(key + text);
    left -= key.length + text.length + 2;
  }
  const flat = isArray ? `[${parts.join(", ")}]` : `{${parts.join(", ")}}`;
  return flat.length > room ? undefined : flat;
}

/** The literal of a value that is no list and no object. */
export function scalarLiteral(value: unknown): string {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "string") return stringLiteral(value);
  if (typeof value === "bigint") return String(value);
  return Object.is(value, -0) ? "-0.0" : String(value).replace("e+", "e");
}
