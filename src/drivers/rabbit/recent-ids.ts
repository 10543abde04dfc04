/** Remembers the ids that came last, so that a message delivered again is known. */
export class RecentIds {
  readonly #limit: number;
  readonly #ids = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Remembers an id. False when it is known already. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > this.#limit) {
      const [oldest = ""] = this.#ids;
      this.#ids.delete(oldest);
    }
    return true;
  }

  /** Forgets an id: its message is to be delivered again. */
  delete(id: string): void {
    this.#ids.delete(id);
  }
}
