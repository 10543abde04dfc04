/** Samples that were found already: schemas that lead to each other would be gone through time and again. */
export class KnownSamples {
  readonly #ids = new Map<unknown, number>();
  readonly #found = new Map<string, readonly unknown[]>();

  /** The values found before for the same question, or those that `find` finds. */
  get(
    depth: number,
    schemas: readonly unknown[],
    hints: readonly unknown[],
    find: () => unknown[],
  ): readonly unknown[] {
    const key = JSON.stringify([depth, ...[schemas, hints].map((list) => list.map((one) => this.#id(one)))]);
    const known = this.#found.get(key) ?? find();
    this.#found.set(key, known);
    return known;
  }

  #id(schema: unknown): number {
    const id = this.#ids.get(schema) ?? this.#ids.size;
    this.#ids.set(schema, id);
    return id;
  }
}
