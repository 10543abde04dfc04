import { shortened } from "../../log/cut.js";
import { isDate } from "../program-forms/date-time.js";
import { isOctets } from "../program-forms/octets.js";

/** One thing that is wrong with a value. */
export interface Problem {
  /** JSON pointer into the value; "" is the whole value. */
  readonly pointer: string;
  /** The expectation there, as `must be string`. */
  readonly expected: string;
  /** The value that came, when there is one to show. */
  readonly came?: string;
}

const MAX_SHOWN = 40;
/** Names of members whose values are nobody's business, whatever the schema says. */
const SECRET = /pass(?:word|wd|phrase)|secret|token|credential|private_?key|api_?key|auth/i;

/** The value as a message shows it: shortened, and of an object or an array no more than what it is. */
export function shownValue(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return "an array";
  if (isDate(value)) return Number.isNaN(value.getTime()) ? "an invalid Date" : "a Date";
  if (isOctets(value)) return "octets";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? JSON.stringify(shortened(value, MAX_SHOWN)) : String(value);
}

/** True for a pointer that leads to a member with a name as secrets have. */
export function isSecret(pointer: string): boolean {
  return SECRET.test(pointer);
}
