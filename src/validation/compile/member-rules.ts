import { joinPointer } from "../../definition/json-pointer.js";
import { isJsonObject, type JsonObject } from "../../json/json-object.js";
import { brokenOnes, type OpenFinding, type Rule, type RuleFinding } from "./rule.js";

/** A rule that has nothing to say about what is no object. */
function objectRule(
  check: (value: JsonObject) => boolean,
  errors: (value: JsonObject) => readonly RuleFinding[],
): Rule {
  return {
    check: (value) => !isJsonObject(value) || check(value),
    errors: (value) => (isJsonObject(value) ? errors(value) : []),
  };
}

/** `required`. */
export function requiredRule(names: readonly string[]): Rule {
  return objectRule(
    (value) => names.every((name) => Object.hasOwn(value, name)),
    (value) => {
      const requiredProperties = names.filter((name) => !Object.hasOwn(value, name));
      return [{ keyword: "required", instancePath: "", params: { requiredProperties }, message: "" }];
    },
  );
}

/** `dependentRequired`. */
export function dependentRequiredRule(needed: ReadonlyMap<string, readonly string[]>): Rule {
  const broken = (value: JsonObject) =>
    Object.keys(value).filter(
      (name) => needed.get(name)?.every((other) => Object.hasOwn(value, other)) === false,
    );
  return objectRule(
    (value) => broken(value).length === 0,
    (value) =>
      broken(value).map((property) => {
        const dependencies = needed.get(property) ?? [];
        const message = `must have properties ${dependencies.join(", ")} when property ${property} is present`;
        return {
          keyword: "dependentRequired",
          instancePath: "",
          params: { property, dependencies },
          message,
        };
      }),
  );
}

/** `properties`: of its parts only those that a value has members of say something. */
export function propertiesRule(
  parts: readonly { readonly names: readonly string[]; readonly rule: Rule }[],
): Rule {
  const byName = new Map(parts.flatMap(({ names, rule }) => names.map((name) => [name, rule] as const)));
  const concerned = (value: JsonObject): readonly Rule[] => [
    ...new Set(Object.keys(value).flatMap((name) => byName.get(name) ?? [])),
  ];
  return objectRule(
    (value) => concerned(value).every((rule) => rule.check(value)),
    (value) => brokenOnes(concerned(value), value),
  );
}

/** `additionalProperties` beside members and patterns that are checked elsewhere. */
export function additionalRule(names: ReadonlySet<string>, patterns: readonly string[], inner: Rule): Rule {
  const expressions = patterns.map((pattern) => new RegExp(pattern, "u"));
  const isOther = (name: string) =>
    !names.has(name) && !expressions.some((expression) => expression.test(name));
  return membersRule(
    (value) => Object.keys(value).filter(isOther),
    (value, name) => value[name],
    inner,
  );
}

/** `propertyNames`. */
export function propertyNamesRule(inner: Rule): Rule {
  return membersRule(Object.keys, (_value, name) => name, inner);
}

function membersRule(
  namesOf: (value: JsonObject) => readonly string[],
  subject: (value: JsonObject, name: string) => unknown,
  inner: Rule,
): Rule {
  return objectRule(
    (value) => namesOf(value).every((name) => inner.check(subject(value, name))),
    (value) =>
      namesOf(value)
        .map(
          (name): OpenFinding => ({ rule: inner, value: subject(value, name), path: joinPointer("", name) }),
        )
        .filter((finding) => !inner.check(finding.value)),
  );
}
