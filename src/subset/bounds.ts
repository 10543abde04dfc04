import { sameNumber } from "../json/same-value.js";
import type { Conjunction } from "./alternatives.js";
import type { Kind } from "./kinds.js";
import { isInt64 } from "./schema-node.js";

/** An end of a range of numbers. */
export interface Bound {
  readonly value: number | bigint;
  readonly excluded: boolean;
}

/** The lower and the upper ends of what a number may be. The narrowest counts. */
export interface Bounds {
  readonly low: readonly Bound[];
  readonly high: readonly Bound[];
}

/** The range that schemas leave to numbers of a kind. */
export function boundsOf(kind: Kind, schemas: Conjunction): Bounds {
  const low: Bound[] = [];
  const high: Bound[] = [];
  const add = (list: Bound[], value: unknown, excluded: boolean) => {
    if (typeof value === "number" || typeof value === "bigint") list.push({ value, excluded });
  };
  if (kind === "integer") {
    add(low, Number.MIN_SAFE_INTEGER, false);
    add(high, Number.MAX_SAFE_INTEGER, false);
  } else if (kind === "bigint" && schemas.some(isInt64)) {
    add(low, -(2n ** 63n), false);
    add(high, 2n ** 63n - 1n, false);
  }
  for (const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } of schemas) {
    add(low, minimum, false);
    add(low, exclusiveMinimum, true);
    add(high, maximum, false);
    add(high, exclusiveMaximum, true);
  }
  return kind === "integer" ? { low: low.map(wholeLow), high: high.map(wholeHigh) } : { low, high };
}

/** The least integer within a lower bound, and the greatest within an upper one. */
function wholeLow({ value, excluded }: Bound): Bound {
  if (typeof value === "bigint") return { value: excluded ? value + 1n : value, excluded: false };
  return { value: excluded ? Math.floor(value) + 1 : Math.ceil(value), excluded: false };
}

function wholeHigh({ value, excluded }: Bound): Bound {
  if (typeof value === "bigint") return { value: excluded ? value - 1n : value, excluded: false };
  return { value: excluded ? Math.ceil(value) - 1 : Math.floor(value), excluded: false };
}

/** The integers that schemas leave, when they are few. */
export function fewIntegers(schemas: Conjunction, most: number): readonly number[] | undefined {
  const { low, high } = boundsOf("integer", schemas);
  const first = Math.max(...low.map(({ value }) => Number(value)));
  const last = Math.min(...high.map(({ value }) => Number(value)));
  const step = Math.max(1, ...numbers(schemas, "multipleOf").filter(Number.isSafeInteger));
  const start = Math.ceil(first / step) * step;
  const count = Math.floor((last - start) / step) + 1;
  if (count > most) return undefined;
  return Array.from({ length: Math.max(0, count) }, (_, index) => start + index * step);
}

/** True when numbers within `bounds` keep to every bound of the others. */
export function isWithin(bounds: Bounds, others: Bounds): boolean {
  return (
    others.low.every((outer) =>
      bounds.low.some((inner) => isInside(inner, outer, inner.value > outer.value)),
    ) &&
    others.high.every((outer) =>
      bounds.high.some((inner) => isInside(inner, outer, inner.value < outer.value)),
    )
  );
}

function isInside(inner: Bound, outer: Bound, isFurtherIn: boolean): boolean {
  return isFurtherIn || (sameNumber(inner.value, outer.value) && (inner.excluded || !outer.excluded));
}

/** True when no number is within both. */
export function areApart(left: Bounds, right: Bounds): boolean {
  const isBelow = (highs: readonly Bound[], lows: readonly Bound[]) =>
    highs.some((high) =>
      lows.some(
        (low) =>
          high.value < low.value || (sameNumber(high.value, low.value) && (high.excluded || low.excluded)),
      ),
    );
  return isBelow(left.high, right.low) || isBelow(right.high, left.low);
}

/** The greatest of the numbers under a keyword that is a lower bound; 0 when there is none. */
export function greatest(schemas: Conjunction, keyword: string): number {
  return Math.max(0, ...numbers(schemas, keyword));
}

/** The least of the numbers under a keyword that is an upper bound. */
export function least(schemas: Conjunction, keyword: string): number {
  return Math.min(Number.POSITIVE_INFINITY, ...numbers(schemas, keyword));
}

function numbers(schemas: Conjunction, keyword: string): number[] {
  return schemas.flatMap((schema) => (typeof schema[keyword] === "number" ? [schema[keyword]] : []));
}
