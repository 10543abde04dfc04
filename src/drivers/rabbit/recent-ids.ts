/** Remembers the ids that came last, so that a message delivered again is known. */
export class RecentIds {
  readonly #limit: number;
  readonly #ids = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size > this.#limit) {
      const [oldest = ""] = this.#ids;
      this.#ids.delete(oldest);
    }
  }
}
