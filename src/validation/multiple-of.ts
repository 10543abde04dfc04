import { type Refinement, refinement } from "./schema-object.js";

/** A number as digits and a power of ten. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/**
 * `multipleOf`, by the numbers as they are written: 19.99 is a multiple of 0.01, though a division of binary fractions
 * says otherwise. typebox's own takes whatever is within 1e-10 of a multiple for one.
 */
export function multipleOf(divisor: unknown): Refinement {
  return refinement(
    (value) => !isNumber(value) || !isNumber(divisor) || isMultiple(value, divisor),
    `must be multiple of ${String(divisor)}`,
  );
}

function isMultiple(value: number | bigint, divisor: number | bigint): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(divisor)) {
    return Number(value) % Number(divisor) === 0;
  }
  if (typeof value === "number" && !Number.isFinite(value)) return false;
  const [left, right] = [decimalOf(value), decimalOf(divisor)];
  const exponent = Math.min(left.exponent, right.exponent);
  return scaled(left, exponent) % scaled(right, exponent) === 0n;
}

function decimalOf(value: number | bigint): Decimal {
  const [mantissa = "", power = "0"] = String(value).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

/** The number in units of a power of ten that is not above its own. */
function scaled({ digits, exponent }: Decimal, unit: number): bigint {
  return digits * 10n ** BigInt(exponent - unit);
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}
