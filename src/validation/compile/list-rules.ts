import { identity } from "../unique-items.js";
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

/** The parts of a list all of which a value must fit. */
export function everyRule(parts: readonly Rule[]): Rule {
  return {
    check: (value) => parts.every((part) => part.check(value)),
    errors: (value) => brokenOnes(parts, value),
  };
}

/** `anyOf`, in parts. */
export function someRule(parts: readonly Rule[]): Rule {
  return {
    check: (value) => parts.some((part) => part.check(value)),
    errors: (value) => brokenOnes(parts, value),
  };
}

/** Some of the alternatives of `oneOf`. */
export interface Alternatives {
  readonly atLeastOne: Rule;
  readonly exactlyOne: Rule;
}

/** `oneOf`, in parts. */
export function oneRule(parts: readonly Alternatives[]): Rule {
  const fitting = (value: unknown) => parts.filter(({ atLeastOne }) => atLeastOne.check(value));
  return {
    check(value) {
      const [first, ...others] = fitting(value);
      return first !== undefined && others.length === 0 && first.exactlyOne.check(value);
    },
    errors(value) {
      const params = {};
      const several = {
        keyword: "oneOf",
        instancePath: "",
        params,
        message: "must match exactly one schema in oneOf",
      };
      if (fitting(value).length > 0) return [several];
      return brokenOnes(
        parts.map(({ atLeastOne }) => atLeastOne),
        value,
      );
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

function isComposite(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
