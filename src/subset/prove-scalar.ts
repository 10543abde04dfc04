import type { JsonObject } from "../json/json-object.js";
import type { Alternative, Conjunction } from "./alternatives.js";
import { boundsOf, greatest, isWithin, least } from "./bounds.js";
import { findWord } from "./text/find-word.js";
import { boundedTextRules } from "./text/format-patterns.js";
import type { TextRules } from "./text/word-search.js";

/** True when numbers of the alternative keep to the target's bounds and multiples. */
export function keepsNumberRules({ kind, schemas }: Alternative, target: JsonObject): boolean {
  if (!isWithin(boundsOf(kind, schemas), boundsOf(kind, [target]))) return false;
  const { multipleOf } = target;
  if (multipleOf === undefined) return true;
  if (kind === "integer" && Number.isSafeInteger(1 / Number(multipleOf))) return true;
  return schemas.some((schema) => isMultiple(schema.multipleOf, multipleOf));
}

/** True when strings of the alternative keep to the target's length, pattern and format. */
export function keepsStringRules({ schemas }: Alternative, target: JsonObject): boolean {
  const { format, pattern, minLength, maxLength } = target;
  if (format !== undefined && format !== "int64" && !schemas.some((schema) => schema.format === format))
    return false;
  const own = boundedTextRules(schemas);
  const isNone = (more: TextRules) => findWord({ ...own, ...more }) === "none";
  if (minLength !== undefined && greatest(schemas, "minLength") < Number(minLength)) {
    if (!isNone({ maxLength: Math.min(Number(minLength) - 1, own.maxLength ?? Number.POSITIVE_INFINITY) }))
      return false;
  }
  if (maxLength !== undefined && least(schemas, "maxLength") > Number(maxLength)) {
    if (!isNone({ minLength: Math.max(Number(maxLength) + 1, own.minLength ?? 0) })) return false;
  }
  if (typeof pattern !== "string" || schemas.some((schema) => schema.pattern === pattern)) return true;
  return isNone({ without: [pattern] });
}

function isMultiple(value: unknown, of: unknown): boolean {
  if (value === of) return true;
  // With fractions validators do not agree on what a multiple is.
  return Number.isSafeInteger(value) && Number.isSafeInteger(of) && Number(value) % Number(of) === 0;
}

/** True when no string or number keeps to all of the rules of the alternative. */
export function isEmptyText(schemas: Conjunction): boolean {
  return findWord(boundedTextRules(schemas)) === "none";
}
