/** Remembers names for a while, the last ones only. */
export class RecentFailures {
  readonly #limit: number;
  readonly #duration: number;
  readonly #until = new Map<string, number>();

  /** @param duration ms for which a name is remembered */
  constructor(limit: number, duration: number) {
    this.#limit = limit;
    this.#duration = duration;
  }

  add(name: string): void {
    this.#until.delete(name);
    this.#until.set(name, performance.now() + this.#duration);
    if (this.#until.size > this.#limit) {
      const [oldest = ""] = this.#until.keys();
      this.#until.delete(oldest);
    }
  }

  delete(name: string): void {
    this.#until.delete(name);
  }

  has(name: string): boolean {
    const until = this.#until.get(name);
    if (until === undefined) return false;
    if (until > performance.now()) return true;
    this.#until.delete(name);
    return false;
  }
}
