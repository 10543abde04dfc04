import type { ServiceModel } from "../../src/definition/model.js";
import { MOST_PLACES, sharedParts, type ValuePlace, ValuePlaces } from "./value-places.js";

/** A place in values, by the schemas of two definitions. */
export type PlacePair = readonly [old: ValuePlace, now: ValuePlace];

/**
 * The places in the values of some schemas by two definitions, outer ones first; those that only one of them knows are
 * left out, and so are all beyond a number that no definition has.
 *
 * @param roots the schema of each value, by either definition
 */
export function pairedPlaces(
  old: ServiceModel,
  now: ServiceModel,
  roots: Iterable<readonly [old: unknown, now: unknown]>,
): readonly PlacePair[] {
  const [before, after] = [new ValuePlaces(old), new ValuePlaces(now)];
  const found = new Map<string, PlacePair>();
  const add = (left: readonly unknown[] = [], right: readonly unknown[] = []) => {
    const pair = [before.together(left), after.together(right)] as const;
    if (pair.some(({ size }) => size === 0)) return;
    found.set(`${before.key(pair[0])} / ${after.key(pair[1])}`, pair);
  };
  for (const [left, right] of roots) add([left], [right]);
  // What is added while a map is gone through is gone through too.
  for (const [left, right] of found.values()) {
    for (const inside of sharedParts([...left], [...right])) add(...inside);
    if (found.size > MOST_PLACES) break;
  }
  return [...found.values()];
}
