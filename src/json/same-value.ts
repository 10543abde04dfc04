import { isJsonObject } from "./json-object.js";

/** Equality of numbers and bigints. */
export function sameNumber(left: number | bigint, right: number | bigint): boolean {
  return left <= right && left >= right;
}

/** Equality of values that JSON does not have; undefined where neither is one. */
export type SameForeign = (left: unknown, right: unknown) => boolean | undefined;

/**
 * Equality as JSON Schema has it: 1 and 1.0 and the bigint 1 are one value.
 *
 * @param sameForeign by default all values are those of JSON
 */
export function sameValue(left: unknown, right: unknown, sameForeign?: SameForeign): boolean {
  const answer = sameForeign?.(left, right);
  if (answer !== undefined) return answer;
  if (isNumber(left) && isNumber(right)) return sameNumber(left, right);
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length && left.every((item, index) => sameValue(item, right[index], sameForeign))
    );
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return left === right;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => Object.hasOwn(right, name) && sameValue(left[name], right[name], sameForeign));
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}
