/** From where on a schema is compiled in parts. Heights are those of `heightOf`. */
export interface CompileLimits {
  /** typebox goes down the refs of one piece in one go, and looks through all of it for each. */
  readonly together: number;
  /** The height from which on something becomes a part of its own. */
  readonly height: number;
  /** A longer list becomes a rule of our own, over parts with so many of its entries each. */
  readonly list: number;
  /** A definition that is no higher stands where it is referred to. */
  readonly inlineHeight: number;
  /** Most definitions that stand inside each other in one part. */
  readonly inlineDepth: number;
}

/** A quarter of what V8 takes at the usual size of its stack, as who calls uses some of it too. */
export const COMPILE_LIMITS: CompileLimits = {
  together: 1_000,
  height: 400,
  list: 64,
  inlineHeight: 20,
  inlineDepth: 16,
};
