import { membersOf } from "../json/json-object.js";
import type { Conjunction } from "./alternatives.js";
import { findWord } from "./text/find-word.js";

/** Each pattern doubles the classes. */
const MOST_PATTERNS = 6;
const USUAL = ["another", "Another Name", "a1", "0", "_a", "-"];

/**
 * Names of members that stand for all others: schemas treat a name alike that is none of their `properties` and matches
 * the same of their `patternProperties`.
 *
 * @param named names that stand for themselves
 * @param required patterns that every name matches
 * @returns undefined when it is not certain which names there are
 */
export function nameClasses(
  schemas: Conjunction,
  named: ReadonlySet<string>,
  required: readonly string[] = [],
): readonly string[] | undefined {
  const patterns = [
    ...new Set(schemas.flatMap((schema) => membersOf(schema.patternProperties).map(([pattern]) => pattern))),
  ];
  if (patterns.length > MOST_PATTERNS) return undefined;
  const found: string[] = [];
  for (let mask = 0; mask < 2 ** patterns.length; mask += 1) {
    const isIn = (index: number) => Math.floor(mask / 2 ** index) % 2 === 1;
    const matching = [...patterns.filter((_, index) => isIn(index)), ...required];
    const without = patterns.filter((_, index) => !isIn(index));
    const name = representative(matching, without, named);
    if (name === undefined) return undefined;
    if (name !== "none") found.push(name.text);
  }
  return found;
}

function representative(
  matching: readonly string[],
  without: readonly string[],
  named: ReadonlySet<string>,
): { readonly text: string } | "none" | undefined {
  const isRight = (name: string) =>
    !named.has(name) &&
    matching.every((pattern) => new RegExp(pattern, "u").test(name)) &&
    without.every((pattern) => !new RegExp(pattern, "u").test(name));
  const usual = [...USUAL, ...[...named].slice(0, 9).map((name) => `${name}x`)].find(isRight);
  if (usual !== undefined) return { text: usual };
  const near = findWord({ matching, without });
  if (near === "none") return "none";
  if (near !== "unknown" && isRight(near.text)) return near;
  const word = findWord({ matching, without, except: [...named] });
  return word === "unknown" ? undefined : word;
}
