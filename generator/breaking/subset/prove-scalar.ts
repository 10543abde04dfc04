import type { JsonObject } from "../../../src/json/json-object.js";
import type { Alternative, Conjunction } from "./alternatives.js";
import { boundsOf, greatest, isWithin, least } from "./bounds.js";

/** True when numbers of the alternative keep to the target's bounds and multiples. */
export function keepsNumberRules({ kind, schemas }: Alternative, target: JsonObject): boolean {
  if (!isWithin(boundsOf(kind, schemas), boundsOf(kind, [target]))) return false;
  const { multipleOf } = target;
  if (multipleOf === undefined || (multipleOf === 1 && kind === "integer")) return true;
  return schemas.some((schema) => isMultiple(schema.multipleOf, multipleOf));
}

/** True when strings of the alternative keep to the target's length, pattern and format. */
export function keepsStringRules({ schemas }: Alternative, target: JsonObject): boolean {
  if (!lengthFits(schemas, target, "minLength", "maxLength")) return false;
  const has = (keyword: string) => schemas.some((schema) => schema[keyword] === target[keyword]);
  return (
    (target.pattern === undefined || has("pattern")) &&
    (target.format === undefined || target.format === "int64" || has("format"))
  );
}

/** True when the counts that schemas allow are among those the target allows. */
export function lengthFits(schemas: Conjunction, target: JsonObject, low: string, high: string): boolean {
  const [lowest, highest] = [greatest(schemas, low), least(schemas, high)];
  return lowest >= greatest([target], low) && highest <= least([target], high);
}

function isMultiple(value: unknown, of: unknown): boolean {
  if (value === of) return true;
  // With fractions validators do not agree on what a multiple is.
  return Number.isSafeInteger(value) && Number.isSafeInteger(of) && Number(value) % Number(of) === 0;
}
