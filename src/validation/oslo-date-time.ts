import { type Refinement, refinement } from "./schema-object.js";

/** The name of the format. */
export const OSLO_DATE_TIME = "oslo-date-time";

const PATTERN =
  /^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?$/;

/**
 * `format: oslo-date-time`: date and time of day without an offset, as `oslo_serialization` writes a `datetime`. The
 * `date-time` of RFC 3339 wants an offset and refuses each of them.
 */
export const osloDateTime: Refinement = refinement(
  (value) => typeof value !== "string" || isDateTime(value),
  `must match format "${OSLO_DATE_TIME}"`,
);

function isDateTime(text: string): boolean {
  if (!PATTERN.test(text)) return false;
  // A day that the month does not have becomes one of the next.
  const day = Number(text.slice(8, 10));
  return new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, day)).getUTCDate() === day;
}
