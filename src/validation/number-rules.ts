import { typesOf } from "../definition/schema-types.js";
import { type Refinement, refinement, type SchemaObject } from "./schema-object.js";

/**
 * The form of an integer of `format: int64`: always a bigint, or, while it is not converted yet, a number too.
 */
export type Int64Form = "bigint" | "either";

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

const LIMITS: ReadonlyMap<string, (value: number | bigint, limit: bigint) => boolean> = new Map([
  ["minimum", (value, limit) => value >= limit],
  ["maximum", (value, limit) => value <= limit],
  ["exclusiveMinimum", (value, limit) => value > limit],
  ["exclusiveMaximum", (value, limit) => value < limit],
]);

/** Keywords that leave it to other schemas what the value may be. */
const DELEGATING_KEYWORDS: ReadonlySet<string> = new Set(["$ref", "allOf", "anyOf", "oneOf"]);

/**
 * Changes a schema's keywords so that an integer lies within ±(2^53 - 1), one of `format: int64` is a bigint within
 * 64 bits, and NaN and the infinities pass only a schema that says nothing of the value. typebox writes the bigints
 * of a schema as number literals, so limits and constants that are bigints become checks of our own.
 */
export function applyNumberRules(keywords: Record<string, unknown>, int64: Int64Form): Refinement[] {
  const isInteger = typesOf(keywords).includes("integer");
  const isInt64 = isInteger && keywords.format === "int64";
  const mustBeFinite = refusesNaN(keywords);
  const refinements = takeBigIntLimits(keywords);
  if (isInt64) refinements.push(makeInt64(keywords, int64));
  else if (isInteger && !typesOf(keywords).includes("number")) makeSafe(keywords);
  refinements.push(...takeBigIntConstants(keywords, isInt64));
  if (mustBeFinite) refinements.push(refinement(isNotNaN, "must be finite"));
  return refinements;
}

/** The integer as a bigint; anything else as it is. */
export function toBigInt(value: unknown): unknown {
  return typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
}

function makeSafe(keywords: Record<string, unknown>): void {
  keywords.minimum = Math.max(Number(keywords.minimum ?? -Infinity), Number.MIN_SAFE_INTEGER);
  keywords.maximum = Math.min(Number(keywords.maximum ?? Infinity), Number.MAX_SAFE_INTEGER);
}

function makeInt64(keywords: Record<string, unknown>, form: Int64Form): Refinement {
  const others = typesOf(keywords).filter((type) => type !== "integer");
  keywords.type = [...others, "bigint", ...(form === "either" ? ["integer"] : [])];
  delete keywords.format;
  return refinement(
    (value) => typeof value !== "bigint" || (value >= INT64_MIN && value <= INT64_MAX),
    "must be within 64 bits",
  );
}

function takeBigIntLimits(keywords: Record<string, unknown>): Refinement[] {
  const refinements: Refinement[] = [];
  for (const [keyword, holds] of LIMITS) {
    const limit = keywords[keyword];
    if (typeof limit !== "bigint") continue;
    delete keywords[keyword];
    refinements.push(
      refinement(
        (value) => (typeof value !== "number" && typeof value !== "bigint") || holds(value, limit),
        `must keep to ${keyword} ${limit}`,
      ),
    );
  }
  return refinements;
}

function takeBigIntConstants(keywords: Record<string, unknown>, isInt64: boolean): Refinement[] {
  const refinements: Refinement[] = [];
  for (const keyword of ["const", "enum"]) {
    if (!Object.hasOwn(keywords, keyword)) continue;
    const options = keyword === "const" ? [keywords.const] : (keywords.enum as readonly unknown[]);
    if (!isInt64 && !options.some((option) => typeof option === "bigint")) continue;
    delete keywords[keyword];
    const allowed = new Set(options.map(integerOf));
    const message = `must be ${allowed.size === 1 ? "" : "one of "}${options.map(String).join(", ")}`;
    refinements.push(refinement((value) => allowed.has(integerOf(value)), message));
  }
  return refinements;
}

/** A whole number as a bigint, also one beyond 2^53, where it stands for the number that it is exactly. */
function integerOf(value: unknown): unknown {
  return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : value;
}

/** True for a schema that says something of the value. `type`, `enum` and `const` refuse NaN by themselves. */
function refusesNaN(keywords: SchemaObject): boolean {
  if ("type" in keywords || "enum" in keywords || "const" in keywords) return false;
  return Object.keys(keywords).some((keyword) => !DELEGATING_KEYWORDS.has(keyword));
}

function isNotNaN(value: unknown): boolean {
  return typeof value !== "number" || Number.isFinite(value);
}
