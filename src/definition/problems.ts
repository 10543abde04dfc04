import { DefinitionError, type DefinitionProblem } from "../errors/setup-errors.js";

/** Collects the mistakes of a definition, so that all are reported and none hides another. */
export class Problems {
  readonly #found = new Map<string, DefinitionProblem>();

  /** Notes a mistake; the same one twice counts once. */
  add(file: string, pointer: string, message: string): void {
    this.#found.set(JSON.stringify([file, pointer, message]), { file, pointer, message });
  }

  get list(): readonly DefinitionProblem[] {
    return [...this.#found.values()];
  }

  /** @throws {DefinitionError} there is a mistake. */
  throwIfAny(): void {
    if (this.#found.size > 0) throw new DefinitionError(this.list);
  }
}
