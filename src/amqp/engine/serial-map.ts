/** A range of ids that is looked up id by id; a wider one may name far more than there are. */
const NARROW = 32;

/** Ids without an entry that may always stand in the index. */
const TOLERATED = 64;

/**
 * Entries by serial numbers of 32 bits. Peers name ranges of them, as wide as they like: looking one up costs what it
 * takes out and a few steps more, however much there is.
 */
export class SerialMap<T> {
  readonly #entries = new Map<number, T>();
  /** Ids in their order, also of entries that are gone; made with the first wide range. */
  #index: number[] | undefined;

  get size(): number {
    return this.#entries.size;
  }

  set(id: number, value: T): void {
    this.#entries.set(id, value);
    if (this.#index === undefined) return;
    const last = this.#index.at(-1);
    if (last === undefined || isBefore(last, id)) {
      this.#index.push(id);
    } else if (isBefore(id, this.#index[0] as number)) {
      this.#index.unshift(id);
    } else {
      // One that comes again may stand there still.
      const at = place(this.#index, offset(this.#index, id));
      if (this.#index[at] !== id) this.#index.splice(at, 0, id);
    }
  }

  delete(id: number): boolean {
    const existed = this.#entries.delete(id);
    if (this.#index === undefined) return existed;
    if (this.#entries.size === 0) this.#index = undefined;
    else if (this.#index.length > 2 * this.#entries.size + TOLERATED)
      this.#index = this.#index.filter((other) => this.#entries.has(other));
    return existed;
  }

  /** Takes out the entries from one id to another, both included, one after another. */
  takeRange(first: number, last: number, take: (value: T) => void): void {
    if (this.#entries.size === 0) return;
    const span = (last - first) >>> 0;
    if (span >= NARROW) {
      for (const id of this.#takeIndexed(first, span)) this.#take(id, take);
      return;
    }
    for (let i = 0; i <= span; i++) this.#take((first + i) >>> 0, take);
  }

  #take(id: number, take: (value: T) => void): void {
    const value = this.#entries.get(id);
    if (value === undefined) return;
    this.delete(id);
    take(value);
  }

  /** Takes the ids of a range out of the index. */
  #takeIndexed(first: number, span: number): number[] {
    this.#index ??= [...this.#entries.keys()].sort((a, b) => (a - b) | 0);
    const index = this.#index;
    const from = offset(index, first);
    const end = from + span + 1;
    if (end <= 2 ** 32) {
      const start = place(index, from);
      return index.splice(start, place(index, end) - start);
    }
    // It goes on at the lowest ids; those are the older ones.
    const newer = index.splice(place(index, from));
    return [...index.splice(0, place(index, end - 2 ** 32)), ...newer];
  }
}

/** The distance of an id from the lowest one. */
function offset(index: readonly number[], id: number): number {
  return (id - (index[0] as number)) >>> 0;
}

/** Where the first id stands that is so far from the lowest one, or farther. */
function place(index: readonly number[], distance: number): number {
  let low = 0;
  let high = index.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (offset(index, index[middle] as number) < distance) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBefore(one: number, other: number): boolean {
  return ((one - other) | 0) < 0;
}
