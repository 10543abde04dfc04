import { type JsonObject, type JsonValue, parseNumber } from "../json/parse-json.js";
import { writeJson } from "../json/write-json.js";
import type { Shape } from "./schema-shape.js";

/** Limits that are said beside a field, and how. */
const LIMITS: readonly (readonly [string, string])[] = [
  ["format", ""],
  ["minimum", "at least "],
  ["exclusiveMinimum", "more than "],
  ["maximum", "at most "],
  ["exclusiveMaximum", "less than "],
  ["multipleOf", "a multiple of "],
  ["minLength", "characters at least "],
  ["maxLength", "characters at most "],
  ["pattern", "matches "],
  ["minItems", "items at least "],
  ["maxItems", "items at most "],
  ["default", "default "],
];

/** The type and the limits of a value in a few words. */
export function schemaWords({ kind, schema, variants }: Shape): string {
  const limits = LIMITS.flatMap(([name, words]) => {
    const limit = schema[name];
    return limit === undefined ? [] : [words + textOf(limit)];
  });
  return [typeName(kind, schema, variants), ...limits].join(", ");
}

/** The name of a variant in the list that it is chosen from. */
export function variantName(shape: Shape, index: number): string {
  const { title, type } = shape.schema;
  if (typeof title === "string" && title !== "") return title;
  if (shape.kind === "choice") return shape.choices.map(textOf).join(" | ");
  return typeof type === "string" ? `${type}${shape.kind === "object" ? ` ${index + 1}` : ""}` : shape.kind;
}

/**
 * The value of a text that is typed where a number stands: the number, or the text itself, which the server says what
 * is wrong with.
 */
export function typedNumber(text: string): JsonValue {
  return parseNumber(text.trim()) ?? text;
}

function typeName(kind: Shape["kind"], schema: JsonObject, variants: readonly JsonObject[]): string {
  if (kind === "variants") return `one of ${variants.length}`;
  if (kind === "anything") return "any JSON";
  return typeof schema.type === "string" ? schema.type : kind;
}

function textOf(value: JsonValue): string {
  return typeof value === "string" ? value : writeJson(value);
}
