import type { JsonObject } from "../json/json-object.js";
import { type Bound, boundsOf } from "../subset/bounds.js";
import type { Kind } from "../subset/kinds.js";
import type { Random } from "./random.js";

/** Numbers without a bound are taken from as many. */
const USUAL_RANGE = 1000;
/** Between bounds there are so many places. */
const PLACES = 2 ** 40;
/** So often a bound itself is taken. */
const AT_A_BOUND = 0.1;

/** A number of a kind within the bounds of schemas, most likely; undefined when they leave none. */
export function drawNumber(
  random: Random,
  kind: Kind,
  schemas: readonly JsonObject[],
): number | bigint | undefined {
  const steps = schemas.flatMap(({ multipleOf }) => (typeof multipleOf === "number" ? [multipleOf] : []));
  if (kind === "bigint") return drawBigint(random, schemas, steps);
  const { low, high } = boundsOf(kind, schemas);
  const [least, greatest] = [Math.max(...low.map(toNumber)), Math.min(...high.map(toNumber))];
  const step = steps.length === 0 ? undefined : commonMultiple(steps);
  if (kind === "integer") {
    const count = drawWhole(random, least, greatest, commonMultiple([1, ...steps]));
    return count === undefined || Number.isSafeInteger(count) ? count : undefined;
  }
  if (step !== undefined) return drawWhole(random, least, greatest, step);
  const [from, to] = rangeOf(least, greatest, USUAL_RANGE);
  if (from > to) return undefined;
  if (random.chance(AT_A_BOUND)) return random.pick([from, to]);
  const number = from + (random.integer(0, PLACES) / PLACES) * (to - from);
  const rounded = Math.round(number * 100) / 100;
  return rounded > from && rounded < to ? rounded : number;
}

/** A multiple of a step. */
function drawWhole(random: Random, least: number, greatest: number, step: number): number | undefined {
  const [low, high] = rangeOf(least, greatest, USUAL_RANGE * step);
  const [from, to] = [Math.ceil(low / step), Math.floor(high / step)];
  if (from > to) return undefined;
  const count = random.chance(AT_A_BOUND) ? random.pick([from, to]) : drawInteger(random, from, to);
  // Nought has no sign in JSON.
  return (count ?? from) * step + 0;
}

function drawInteger(random: Random, from: number, to: number): number {
  return Math.min(to, Math.floor(from + random.next() * (to - from + 1)));
}

/** An integer that is no safe one. */
function drawBigint(
  random: Random,
  schemas: readonly JsonObject[],
  steps: readonly number[],
): bigint | undefined {
  const { low, high } = boundsOf("bigint", schemas);
  const [least, greatest] = [wholeBounds(low, 1n), wholeBounds(high, -1n)];
  if (least.length === 0 || greatest.length === 0) return undefined;
  const step = BigInt(commonMultiple([1, ...steps.filter(Number.isSafeInteger)]));
  const [from = 0n] = [...least].sort((one, other) => Number(other > one) - Number(other < one));
  const [to = 0n] = [...greatest].sort((one, other) => Number(one > other) - Number(one < other));
  const far = to > BigInt(Number.MAX_SAFE_INTEGER) ? to : from;
  const near = far - (far % step);
  const more = BigInt(random.integer(0, USUAL_RANGE)) * step;
  const number = far === to ? near - more : near + more;
  return number >= from && number <= to ? number : near;
}

function wholeBounds(bounds: readonly Bound[], inwards: bigint): bigint[] {
  return bounds.flatMap(({ value, excluded }) => {
    if (!Number.isFinite(Number(value))) return [];
    const whole =
      typeof value === "bigint" ? value : BigInt(inwards > 0n ? Math.ceil(value) : Math.floor(value));
    return [excluded && whole === BigInt(Math.trunc(Number(value))) ? whole + inwards : whole];
  });
}

function toNumber({ value }: Bound): number {
  return Number(value);
}

/** The ends of a range; where one is missing, the range has a usual size. */
function rangeOf(least: number, greatest: number, size: number): readonly [number, number] {
  if (Number.isFinite(least) && Number.isFinite(greatest)) {
    // What has no other bound than that of all safe integers.
    if (least <= Number.MIN_SAFE_INTEGER && greatest >= Number.MAX_SAFE_INTEGER) return [0, size];
    if (greatest >= Number.MAX_SAFE_INTEGER) return [least, Math.min(greatest, least + size)];
    if (least <= Number.MIN_SAFE_INTEGER) return [Math.max(least, greatest - size), greatest];
    return [least, greatest];
  }
  if (Number.isFinite(least)) return [least, least + size];
  return Number.isFinite(greatest) ? [Math.min(0, greatest - size), greatest] : [0, size];
}

/** The least number that is a multiple of all; their product where they are no integers. */
function commonMultiple(steps: readonly number[]): number {
  return steps.reduce((one, other) => {
    if (one === other) return one;
    if (!Number.isSafeInteger(one) || !Number.isSafeInteger(other)) return scaledMultiple(one, other);
    return (one / divisor(one, other)) * other;
  });
}

/** Of decimal fractions, which become integers with enough places. */
function scaledMultiple(one: number, other: number): number {
  for (let scale = 10; scale <= 1e9; scale *= 10) {
    const [left, right] = [Math.round(one * scale), Math.round(other * scale)];
    if (left / scale === one && right / scale === other)
      return ((left / divisor(left, right)) * right) / scale;
  }
  return one * other;
}

function divisor(one: number, other: number): number {
  return other === 0 ? Math.abs(one) : divisor(other, one % other);
}
