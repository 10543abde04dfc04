import { stringifyJson } from "../../json/json.js";
import { isJsonObject } from "../../json/json-object.js";
import { escapeControls } from "../../log/one-line.js";

/** The values of a language that JSON has otherwise, or not. */
export interface Dialect {
  readonly null: string;
  readonly true: string;
  readonly false: string;
  /** The number that is none, and the infinite one. */
  readonly nan: string;
  readonly infinity: string;
  /** Stands after the last of several lines: a comma, or nothing. */
  readonly lastComma: string;
  bigint(digits: string): string;
  /** The name of a member, which is a string in quotes. */
  name(quoted: string): string;
}

const STEP = "  ";

/** Levels of a value that stand over several lines: indentation would make a deep one longer by the square. */
const MOST_LEVELS = 16;

/**
 * A JSON value as a literal of a language, over several lines where it has members.
 *
 * @param levels that may stand over several lines; what is deeper stands in one
 */
export function literal(value: unknown, dialect: Dialect, levels = MOST_LEVELS): string {
  return literalAt(value, dialect, levels, "");
}

function literalAt(value: unknown, dialect: Dialect, levels: number, indent: string): string {
  const inner = indent + STEP;
  const below = (part: unknown) => literalAt(part, dialect, levels - 1, inner);
  const block = (open: string, parts: readonly string[], close: string) => {
    if (parts.length === 0 || levels <= 0) return open + parts.join(", ") + close;
    return `${open}\n${inner}${parts.join(`,\n${inner}`)}${dialect.lastComma}\n${indent}${close}`;
  };
  if (Array.isArray(value)) return block("[", value.map(below), "]");
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(
      ([name, member]) => `${dialect.name(quoted(name))}: ${below(member)}`,
    );
    return block("{", members, "}");
  }
  switch (typeof value) {
    case "string":
      return quoted(value);
    case "boolean":
      return value ? dialect.true : dialect.false;
    case "bigint":
      return dialect.bigint(String(value));
    case "number":
      return numberText(value, dialect);
    default:
      return dialect.null;
  }
}

/** A text in quotes as JSON has it, which is right in Python and TypeScript as well; nothing in it moves a cursor. */
export function quoted(text: string): string {
  return escapeControls(JSON.stringify(text));
}

function numberText(value: number, { nan, infinity }: Dialect): string {
  if (Number.isNaN(value)) return nan;
  if (Number.isFinite(value)) return stringifyJson(value);
  return value > 0 ? infinity : `-${infinity}`;
}
