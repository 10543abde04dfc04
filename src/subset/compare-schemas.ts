import { counterexample } from "./counterexample.js";
import type { SchemaOf } from "./definitions.js";
import { proverOf } from "./prover.js";

/**
 * Whether every value of one schema is one of another. `yes` is proved, `no` has a value for proof, and anything else
 * is `unknown`.
 */
export type Verdict =
  | { readonly answer: "yes" | "unknown" }
  | { readonly answer: "no"; readonly example: unknown };

/** Says whether `other` accepts all that `one` accepts. */
export function isSubset(one: SchemaOf, other: SchemaOf): Verdict {
  if (proverOf(one.definitions, other.definitions).proves([one.schema], other.schema))
    return { answer: "yes" };
  const found = counterexample(one, other);
  return found === undefined ? { answer: "unknown" } : { answer: "no", example: found.value };
}
