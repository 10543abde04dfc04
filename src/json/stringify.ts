import { writeExactly } from "./exact-writer.js";
import { MAX_DEPTH } from "./limits.js";
import { LONG_TEXT } from "./quote.js";

/** UTF-16 units of long texts that make up for a value's being written piece by piece, which costs more by itself. */
const PIECE = 128;
/** JSON.stringify cannot write the value at all, or not as Python reads it. */
const NO_CHOICE = Number.POSITIVE_INFINITY;

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
