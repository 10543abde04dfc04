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

/** A JSON value as a literal of a language, over several lines where it has members. */
export function literal(value: unknown, dialect: Dialect, indent = ""): string {
  const inner = indent + STEP;
  const block = (open: string, parts: readonly string[], close: string) =>
    parts.length === 0
      ? open + close
      : `${open}\n${inner}${parts.join(`,\n${inner}`)}${dialect.lastComma}\n${indent}${close}`;
  if (Array.isArray(value)) {
    const items = value.map((item) => literal(item, dialect, inner));
    return block("[", items, "]");
  }
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(
      ([name, member]) => `${dialect.name(quoted(name))}: ${literal(member, dialect, inner)}`,
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
