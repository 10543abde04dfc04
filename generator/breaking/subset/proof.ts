/** The proof as the rules of a kind of value see it. */
export interface Proof {
  /** True when values that all of the schemas accept are accepted by `target`. */
  proves(schemas: readonly unknown[], target: unknown): boolean;
}

/** Says whether a keyword and those that belong to it are the same in a schema that holds already. */
export type IsKept = (keywords: readonly string[]) => boolean;
