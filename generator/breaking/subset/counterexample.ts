import type { SchemaOf } from "./definitions.js";
import { accepts } from "./evaluate.js";
import { samplesOf } from "./samples.js";

/** Looks for a value that one schema accepts and the other refuses, both for sure. */
export function counterexample(one: SchemaOf, other: SchemaOf): { readonly value: unknown } | undefined {
  for (const value of samplesOf(one, other)) {
    if (accepts(other.definitions, other.schema, value) !== false) continue;
    if (accepts(one.definitions, one.schema, value) === true) return { value };
  }
  return undefined;
}
