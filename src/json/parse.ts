import { parseExactly } from "./exact-parser.js";
import { JsonError } from "./json-error.js";
import { MAX_DEPTH } from "./limits.js";
import { stringEnd } from "./string-end.js";

const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const QUOTE = 0x22;

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
