import { writeExactly } from "./exact-writer.js";
import { MAX_DEPTH } from "./limits.js";
import { LONG_TEXT } from "./quote.js";

/** What a value costs more when it is written piece by piece, in UTF-16 units of long texts that cost less then. */
const PIECE = 128;

/** How far the value looked at now speaks for being written piece by piece. */
let gain = 0;

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
  gain = 0;
  return isNative(value, 0) && gain <= 0 ? JSON.stringify(value) : writeExactly(value);
}

/** True when JSON.stringify writes the value as {@link writeExactly} would. */
function isNative(value: unknown, depth: number): boolean {
  gain -= PIECE;
  switch (typeof value) {
    case "string":
      if (value.length >= LONG_TEXT) gain += value.length;
      return true;
    case "boolean":
      return true;
    case "number":
      return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
    case "object":
      return value === null || isNativeObject(value, depth + 1);
    default:
      return false;
  }
}

function isNativeObject(value: object, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (!isNative(item, depth)) return false;
    return !("toJSON" in value);
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value instanceof Date;
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined && !isNative(member, depth)) return false;
  }
  return true;
}
