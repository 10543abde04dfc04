import type { JsonSchema } from "../definition/descriptor.js";
import { evaluatedMembers, type SchemaSurroundings } from "./evaluated-members.js";
import { type Refinement, refinement, type SchemaObject } from "./schema-object.js";

/** The prepared form of `unevaluatedProperties` and `unevaluatedItems`, which typebox does not get to see. */
export interface UnevaluatedRule {
  /** The members of a value that no other keyword has anything to say about. */
  names(value: object): string[];
  /** The schema that each of them must fit. */
  readonly schema: JsonSchema;
}

/** The keyword under which a prepared schema holds its rules. */
export const UNEVALUATED = "~unevaluated";

/**
 * typebox loses count of what was evaluated when a part of an `if` or a `contains` fails, so both keywords are checked
 * here.
 *
 * @param prepare prepares a schema inside
 * @returns the checks, and the rules for who converts values
 */
export function takeUnevaluated(
  schema: SchemaObject,
  surroundings: SchemaSurroundings,
  prepare: (schema: unknown) => JsonSchema,
): { readonly checks: readonly Refinement[]; readonly rules: readonly UnevaluatedRule[] } {
  const checks: Refinement[] = [];
  const rules: UnevaluatedRule[] = [];
  for (const [keyword, isArray, expected] of [
    ["unevaluatedProperties", false, "must not have properties that no schema allows"],
    ["unevaluatedItems", true, "must not have items that no schema allows"],
  ] as const) {
    const inner = schema[keyword];
    if (inner === undefined || inner === true) continue;
    const names = (value: object): string[] => {
      if (Array.isArray(value) !== isArray) return [];
      const evaluated = evaluatedMembers(schema, value, surroundings);
      return Object.keys(value).filter((name) => !evaluated.has(name));
    };
    const fits = (value: object) =>
      names(value).every((name) => surroundings.fits(inner, (value as Record<string, unknown>)[name]));
    checks.push(refinement((value) => typeof value !== "object" || value === null || fits(value), expected));
    rules.push({ names, schema: prepare(inner) });
  }
  return { checks, rules };
}
