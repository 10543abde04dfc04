import type { PythonClass, PythonFunction } from "../python/module.js";
import type { Environment } from "./environment.js";
import type { Value } from "./value.js";

/** Most helpers that call each other and are followed. */
export const MAX_FRAMES = 6;

/** A method that is being followed. */
export interface Frame {
  readonly environment: Environment;
  /** The class whose method it is, from which `super()` leads on. */
  readonly owner: PythonClass;
  /** The public method it all began with. */
  readonly from: PythonFunction;
  readonly depth: number;
  readonly returned: Value[];
}
