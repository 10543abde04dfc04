import { dateText, isDate } from "./program-forms/date-time.js";
import { isOctets, octetsText } from "./program-forms/octets.js";
import { type Refinement, refinement } from "./schema-object.js";

/** `uniqueItems`. typebox's own compares by a short hash, and takes quadratic time to list the duplicates. */
export const uniqueItems: Refinement = refinement(
  (value) => !Array.isArray(value) || new Set(value.map(identity)).size === value.length,
  "must not have duplicate items",
);

/** A text that two values share when JSON Schema calls them equal: 1 and 1n, members in any order, a Date or octets and their text. */
export function identity(value: unknown): string {
  if (typeof value !== "object" || value === null) {
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  }
  if (isDate(value)) return JSON.stringify(dateText(value));
  if (isOctets(value)) return JSON.stringify(octetsText(value));
  if (Array.isArray(value)) return `[${value.map(identity).join(",")}]`;
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${identity(member)}`,
  );
  return `{${members.sort().join(",")}}`;
}
