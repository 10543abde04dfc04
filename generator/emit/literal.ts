import { isIdentifier } from "../../src/definition/names.js";
import { type LiteralNotation, literalText } from "../literal-text.js";

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

/** A TypeScript literal of a JSON value, as {@link literalText} writes them. */
export function literal(value: unknown, indent: number, used: number): string {
  return literalText(value, TYPESCRIPT, indent, used);
}

const TYPESCRIPT: LiteralNotation = {
  width: LINE_WIDTH,
  step: 2,
  brackets: ["{ ", " }"],
  key: literalKey,
  scalar: scalarLiteral,
};

function scalarLiteral(value: unknown): string | undefined {
  if (value instanceof Uint8Array)
    return `Buffer.from(${stringLiteral(Buffer.from(value).toString("base64"))}, "base64")`;
  if (value instanceof Date) return `new Date(${stringLiteral(value.toISOString())})`;
  if (typeof value === "string") return stringLiteral(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "object" && value !== null) return undefined;
  return Object.is(value, -0) ? "-0" : String(value);
}

/** In an object literal the plain key would set the prototype. */
function literalKey(name: string): string {
  return name === "__proto__" ? '["__proto__"]' : propertyKey(name);
}
