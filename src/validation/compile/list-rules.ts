import { identity } from "../unique-items.js";
import { countAttempts } from "../visit-budget.js";
import { brokenOnes, type Rule } from "./rule.js";

/** `enum`: constants are looked up, not compared one by one. */
export function enumRule(allowedValues: readonly unknown[]): Rule {
  const plain = new Set(allowedValues.filter((value) => !isComposite(value)));
  const composite = new Set(allowedValues.filter(isComposite).map(identity));
  return {
    check: (value) =>
      isComposite(value) ? composite.size > 0 && composite.has(identity(value)) : plain.has(value),
    errors: () => [{ keyword: "enum", instancePath: "", params: { allowedValues }, message: "" }],
  };
}

/**
 * The parts of a list all of which a value must fit.
 *
 * @param size how many schemas a part holds
 */
export function everyRule(parts: readonly Rule[], size: number): Rule {
  return {
    check: (value) => parts.every((part) => attempt(part, size, value)),
    errors: (value) => brokenOnes(parts, value),
  };
}

/**
 * `anyOf`, in parts.
 *
 * @param size how many schemas a part holds
 */
export function someRule(parts: readonly Rule[], size: number): Rule {
  return {
    check: (value) => parts.some((part) => attempt(part, size, value)),
    errors: (value) => brokenOnes(parts, value),
  };
}

/** The alternatives of a `oneOf` that a value fits, counted while they are tried. */
class Matches {
  #count = 0;

  /** Counts an alternative that matches: true at the second match, as no others need to be tried then. */
  readonly add = (): boolean => {
    this.#count += 1;
    return this.#count > 1;
  };

  /** Matches while `attempt` runs; it may come here again for a value inside. */
  during(attempt: () => void): number {
    const outer = this.#count;
    this.#count = 0;
    attempt();
    const matches = this.#count;
    this.#count = outer;
    return matches;
  }
}

/**
 * `oneOf`, in parts. No alternative is tried twice: in a recursive schema each one inside would then be tried four
 * times, and so on.
 *
 * @param counting makes the parts, given the check that is to follow each alternative a value fits
 * @param explaining makes an `anyOf` of the same alternatives, when a value that fits none is explained
 * @param size how many schemas a part holds
 */
export function oneRule(
  counting: (add: () => boolean) => readonly Rule[],
  explaining: () => readonly Rule[],
  size: number,
): Rule {
  const matches = new Matches();
  const parts = counting(matches.add);
  let plain: readonly Rule[] | undefined;
  const count = (value: unknown) => matches.during(() => parts.some((part) => attempt(part, size, value)));
  return {
    check: (value) => count(value) === 1,
    errors(value) {
      const params = {};
      const several = {
        keyword: "oneOf",
        instancePath: "",
        params,
        message: "must match exactly one schema in oneOf",
      };
      if (count(value) > 0) return [several];
      plain ??= explaining();
      return plain.map((rule) => ({ rule, value, path: "" }));
    },
  };
}

/** `prefixItems`, each part for so many items, and what the items after them must fit. */
export function itemsRule(parts: readonly Rule[], size: number, rest: Rule | undefined, total: number): Rule {
  const slices = (items: readonly unknown[]) => [
    ...parts
      .map((rule, index) => ({
        rule,
        offset: index * size,
        value: items.slice(index * size, (index + 1) * size),
      }))
      .filter(({ value }) => value.length > 0),
    ...(rest === undefined || items.length <= total
      ? []
      : [{ rule: rest, offset: total, value: items.slice(total) }]),
  ];
  return {
    check: (value) => !Array.isArray(value) || slices(value).every((slice) => slice.rule.check(slice.value)),
    errors: (value) =>
      slices(value as readonly unknown[])
        .filter((slice) => !slice.rule.check(slice.value))
        .map((slice) => ({ ...slice, path: "" })),
  };
}

function attempt(part: Rule, size: number, value: unknown): boolean {
  countAttempts(size);
  return part.check(value);
}

function isComposite(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
