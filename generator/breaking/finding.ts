/** The part of a version that has to be raised. Renames that only generated code sees need nothing. */
export type Bump = "none" | "minor" | "major";

/** Who of two peers of different age no longer gets along with the other. */
export type Broken =
  | "old client with new server"
  | "new client with old server"
  | "old listener with new server"
  | "new listener with old server";

/** One difference between two definitions of a service. */
export interface Finding {
  readonly rule: string;
  /** The file that the pointer is about, where it is not the definition's own. */
  readonly file?: string;
  /** JSON pointer in the new definition, or a file that it refers to; in the old one for what is no longer there. */
  readonly pointer: string;
  readonly message: string;
  readonly breaks: readonly Broken[];
  readonly bump: Bump;
  /** True when it could not be decided whether anything breaks; then `bump` is what is needed at worst. */
  readonly uncertain?: boolean;
  /** A value that one side sends and the other refuses. */
  readonly example?: unknown;
  /** The places that refer to a schema that changed, unless it is the schema of one of them. */
  readonly reaches?: readonly string[];
}
