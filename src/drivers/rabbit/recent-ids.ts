/**
 * Remembers the ids that came last, so many at least, so that a message delivered again is known. Two Sets that are only
 * added to take turns: see `LinkedList`.
 */
export class RecentIds {
  readonly #limit: number;
  #former = new Set<string>();
  #ids = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  has(id: string): boolean {
    return this.#ids.has(id) || this.#former.has(id);
  }

  add(id: string): void {
    if (this.#ids.size >= this.#limit) {
      this.#former = this.#ids;
      this.#ids = new Set();
    }
    this.#ids.add(id);
  }
}
