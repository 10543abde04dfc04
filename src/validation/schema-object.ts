import type { JsonSchema } from "../definition/descriptor.js";

/** The keywords of a schema that is neither true nor false. */
export type SchemaObject = { readonly [keyword: string]: unknown };

/** Gives the schema that a `$ref` leads to. */
export type ResolveRef = (ref: string) => JsonSchema;

/** A check of our own inside a schema: `~refine` is the keyword under which typebox runs such checks. */
export interface Refinement {
  /** Gets values of any type. */
  check(value: unknown): boolean;
  /** The expectation that was broken. */
  error(): string;
}

/** The expectation that a Date or octets break where an object is wanted. */
export const FOREIGN_VALUE = "must be a value that JSON has";

/** Makes a check of our own. */
export function refinement(check: (value: unknown) => boolean, expected: string): Refinement {
  return { check, error: () => expected };
}
