import { parseExactly } from "./exact-parser.js";
import { writeExactly } from "./exact-writer.js";
import { JsonError } from "./json-error.js";
import { MAX_DEPTH } from "./limits.js";
import { LONG_TEXT } from "./quote.js";
import { stringEnd } from "./string-end.js";

const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const QUOTE = 0x22;

/** UTF-16 units of long texts that make up for a value's being written piece by piece, which costs more by itself. */
const PIECE = 128;
/** JSON.stringify cannot write the value at all, or not as Python reads it. */
const NO_CHOICE = Number.POSITIVE_INFINITY;

/** A JSON object as it was read. */
export type JsonObject = { readonly [name: string]: unknown };

/** True for what JSON calls an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads JSON as Python's `json` module writes it, and rounds no integer: one beyond ±(2^53 - 1) becomes a
 * bigint, every other number a number. Bare `NaN`, `Infinity` and `-Infinity` are read. Of a key given twice
 * the last value counts. A key `__proto__` becomes an own property, as with JSON.parse.
 *
 * @throws {JsonError} the text is not JSON, is nested deeper than 512 levels, or holds an integer of more than
 * 4300 digits.
 */
export function parseJson(text: string): unknown {
  checkDepth(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Either one of Python's bare constants, or an error, for which the exact parser knows the place.
    return parseExactly(text);
  }
  return mayBeRounded(value) ? parseExactly(text) : value;
}

/** Looks for integers no double tells apart. Cheaper than looking for long runs of digits in a text of any size. */
function mayBeRounded(value: unknown): boolean {
  if (typeof value === "number") return Math.abs(value) > Number.MAX_SAFE_INTEGER;
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(mayBeRounded);
  for (const key in value) if (mayBeRounded((value as Record<string, unknown>)[key])) return true;
  return false;
}

/**
 * JSON.parse reads a million levels, and whatever walks such a value afterwards overflows the stack. Counting
 * the openings settles it for nearly every text; only one with many of them is scanned.
 */
function checkDepth(text: string): void {
  if (text.length <= MAX_DEPTH || !hasManyOpenings(text)) return;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) {
      at = stringEnd(text, at);
    } else if (char === OPEN_BRACKET || char === OPEN_BRACE) {
      depth += 1;
      if (depth > MAX_DEPTH) throw new JsonError(`nested deeper than ${MAX_DEPTH} levels`, { position: at });
    } else if (char === CLOSE_BRACKET || char === CLOSE_BRACE) {
      depth -= 1;
    }
  }
}

function hasManyOpenings(text: string): boolean {
  let openings = 0;
  for (const opening of ["[", "{"]) {
    for (let at = text.indexOf(opening); at !== -1; at = text.indexOf(opening, at + 1)) {
      openings += 1;
      if (openings > MAX_DEPTH) return true;
    }
  }
  return false;
}

/**
 * Writes JSON that Python's `json` module reads back as the same value: a bigint as an integer literal, NaN and
 * the infinities as its bare constants, a number beyond ±(2^53 - 1) with an exponent, so that no reader takes its
 * rounded digits for an integer. Members that are undefined are left out and `toJSON` is honoured, as
 * JSON.stringify has it; what JSON.stringify would drop or turn into something else is an error.
 *
 * @throws {JsonError} the value, or something in it, is a function, a symbol, undefined in an array, a Map, a
 * Promise or another object whose content JSON cannot show, an integer of more than 4300 digits, or is nested
 * deeper than 512 levels, as one that holds itself is.
 */
export function stringifyJson(value: unknown): string {
  return gainOfPieces(value, 0) > 0 ? writeExactly(value) : JSON.stringify(value);
}

/**
 * The gain, in UTF-16 units, of writing a value by {@link writeExactly} rather than by JSON.stringify, which is quick
 * with many small values and slow with long texts.
 */
function gainOfPieces(value: unknown, depth: number): number {
  switch (typeof value) {
    case "string":
      return value.length >= LONG_TEXT ? value.length - PIECE : -PIECE;
    case "boolean":
      return -PIECE;
    case "number":
      return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? -PIECE : NO_CHOICE;
    case "object":
      return value === null ? -PIECE : gainOfMembers(value, depth + 1) - PIECE;
    default:
      return NO_CHOICE;
  }
}

function gainOfMembers(value: object, depth: number): number {
  if (depth > MAX_DEPTH) return NO_CHOICE;
  let gain = 0;
  if (Array.isArray(value)) {
    for (const item of value) {
      gain += gainOfPieces(item, depth);
      if (gain === NO_CHOICE) return NO_CHOICE;
    }
    return "toJSON" in value ? NO_CHOICE : gain;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value instanceof Date ? 0 : NO_CHOICE;
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) gain += gainOfPieces(member, depth);
    if (gain === NO_CHOICE) return NO_CHOICE;
  }
  return gain;
}
