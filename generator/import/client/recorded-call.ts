import type { PythonFunction } from "../python/module.js";
import type { Member, Way } from "./value.js";

/** A request that a method of a client class sends. */
export interface RecordedCall {
  /** Name on the wire. */
  readonly method: string;
  readonly way: Way;
  readonly args: ReadonlyMap<string, Member>;
  /** True when it may send other arguments, too. */
  readonly isOpen: boolean;
  /** The versions it may ask for; undefined when that cannot be known. */
  readonly versions: readonly string[] | undefined;
  /** The namespace that `prepare` sets. */
  readonly namespace?: string;
  readonly topic?: string;
  readonly isFanout: boolean;
  /** The client's method. */
  readonly from: PythonFunction;
}
