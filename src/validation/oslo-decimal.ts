import { type Refinement, refinement } from "./schema-object.js";

/** The format of a decimal number as `oslo_serialization` writes a `decimal.Decimal`, by `str`. */
export const OSLO_DECIMAL = "oslo-decimal";

/** An exponent of more digits fits no decimal of IEEE 754, and makes a short text an endless number. */
const PATTERN = /^-?\d+(\.\d+)?([Ee][+-]?\d{1,4})?$/;

/** True for a text of {@link OSLO_DECIMAL}. */
export function isDecimal(text: string): boolean {
  return PATTERN.test(text);
}

/** `format: oslo-decimal`: a finite decimal number of any digits, with an exponent of four at most. */
export const osloDecimal: Refinement = refinement(
  (value) => typeof value !== "string" || isDecimal(value),
  `must match format "${OSLO_DECIMAL}"`,
);
