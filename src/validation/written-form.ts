import { standsForText } from "./program-forms/program-types.js";

/**
 * The value without the object members that are undefined, which are absent when it is written as JSON. What is no object of
 * JSON stays what it is.
 */
export function withoutUndefined(value: unknown): unknown {
  if (typeof value !== "object" || value === null || standsForText(value)) return value;
  if (Array.isArray(value)) return value.map(withoutUndefined);
  const present = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(present.map(([name, member]) => [name, withoutUndefined(member)]));
}
