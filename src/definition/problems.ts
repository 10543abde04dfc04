import type { DefinitionProblem } from "../errors/setup-errors.js";
import type { MistakeRule } from "./mistake-rules.js";

/** Collects the mistakes of a definition, so that all are reported and none hides another. */
export class Problems {
  readonly #found = new Map<string, DefinitionProblem>();

  /** Notes a mistake; the same one twice counts once. */
  add(file: string, pointer: string, message: string, rule: MistakeRule): void {
    this.#found.set(JSON.stringify([file, pointer, message]), { file, pointer, message, rule });
  }

  get list(): readonly DefinitionProblem[] {
    return [...this.#found.values()];
  }
}
