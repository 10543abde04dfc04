import { isIdentifier } from "../../src/definition/names.js";

/** The width of the lines of generated code. */
export const LINE_WIDTH = 120;

/**
 * Characters that a source file must not hold raw: they end a line, or they are invisible, or they turn the direction
 * of the text, so that a reader sees another program than the compiler.
 */
const UNSAFE = /[\u007f-\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\ufeff\ufff9-\ufffb]/g;

/** A TypeScript string literal of any text. */
export function stringLiteral(text: string): string {
  return JSON.stringify(text).replace(
    UNSAFE,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A property name as it stands in an object type or a literal: with quotes where it needs them. */
export function propertyKey(name: string): string {
  return isIdentifier(name) ? name : stringLiteral(name);
}

/**
 * A TypeScript literal of a JSON value, on one line while it fits.
 *
 * @param indent how many spaces its line begins with
 * @param used how many characters its line has already, or will have after it
 */
export function literal(value: unknown, indent: number, used: number): string {
  const room = LINE_WIDTH - used;
  const flat = flatLiteral(value, room);
  if (flat !== undefined) return flat;
  const inner = indent + 2;
  const pad = " ".repeat(inner);
  if (Array.isArray(value)) {
    const items = value.map((item) => `${pad}${literal(item, inner, inner + 1)},\n`);
    return `[\n${items.join("")}${" ".repeat(indent)}]`;
  }
  if (!isNested(value)) return flatLiteral(value, Number.POSITIVE_INFINITY) ?? "";
  const members = Object.entries(value).map(([name, member]) => {
    const start = `${pad}${literalKey(name)}: `;
    return `${start}${literal(member, inner, start.length + 1)},\n`;
  });
  return `{\n${members.join("")}${" ".repeat(indent)}}`;
}

/** Undefined when it is longer than there is room: a large value is not written out once for each of its levels. */
function flatLiteral(value: unknown, room: number): string | undefined {
  if (!isNested(value)) {
    const text = scalarLiteral(value);
    return text.length > room ? undefined : text;
  }
  const isArray = Array.isArray(value);
  const parts: string[] = [];
  let left = room - 2;
  for (const [name, member] of Object.entries(value)) {
    const key = isArray ? "" : `${literalKey(name)}: `;
    const text = flatLiteral(member, left - key.length);
    if (text === undefined) return undefined;
    parts.push(key + text);
    left -= key.length + text.length + 2;
  }
  if (parts.length === 0) return isArray ? "[]" : "{}";
  const flat = isArray ? `[${parts.join(", ")}]` : `{ ${parts.join(", ")} }`;
  return flat.length > room ? undefined : flat;
}

function isNested(value: unknown): value is object {
  return (
    typeof value === "object" && value !== null && !(value instanceof Date || value instanceof Uint8Array)
  );
}

function scalarLiteral(value: unknown): string {
  if (value instanceof Uint8Array)
    return `Buffer.from(${stringLiteral(Buffer.from(value).toString("base64"))}, "base64")`;
  if (value instanceof Date) return `new Date(${stringLiteral(value.toISOString())})`;
  if (typeof value === "string") return stringLiteral(value);
  if (typeof value === "bigint") return `${value}n`;
  return Object.is(value, -0) ? "-0" : String(value);
}

/** In an object literal the plain key would set the prototype. */
function literalKey(name: string): string {
  return name === "__proto__" ? '["__proto__"]' : propertyKey(name);
}
