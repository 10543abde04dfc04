/** Rows that are kept of a kind; the oldest go. */
export const MOST_ROWS = 5_000;

/** The newest rows of something that does not end. */
export class RecentRows<T> {
  #rows: readonly T[] = [];
  #dropped = 0;

  /** From the oldest on. Not to be kept: it is another list after each change. */
  get rows(): readonly T[] {
    return this.#rows;
  }

  /** How many have gone, for those who count rows by their place. */
  get dropped(): number {
    return this.#dropped;
  }

  add(rows: readonly T[]): void {
    this.replace([...this.#rows, ...rows]);
  }

  /** Takes a list in the place of the one there, which may have more rows at its end. */
  replace(rows: readonly T[]): void {
    const gone = Math.max(0, rows.length - MOST_ROWS);
    this.#rows = rows.slice(gone);
    this.#dropped += gone;
  }

  clear(): void {
    this.#dropped += this.#rows.length;
    this.#rows = [];
  }
}
