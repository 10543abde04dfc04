interface Waiter<T> {
  readonly wanted: (item: T) => boolean;
  readonly resolve: (item: T) => void;
  readonly reject: (error: Error) => void;
}

/** What a peer has reported, in order; each item is handed out once. */
export class EventLog<T> {
  #items: T[] = [];
  readonly #waiters = new Set<Waiter<T>>();
  #ended: Error | undefined;

  add(item: T): void {
    for (const waiter of this.#waiters) {
      if (waiter.wanted(item)) {
        waiter.resolve(item);
        return;
      }
    }
    this.#items.push(item);
  }

  /** Fails everybody who waits, now and later. */
  end(error: Error): void {
    this.#ended = error;
    for (const { reject } of this.#waiters) reject(error);
  }

  /** The first item that is wanted, among those seen and those to come within the milliseconds given. */
  next(wanted: (item: T) => boolean, milliseconds: number): Promise<T> {
    const seen = this.#items.findIndex(wanted);
    if (seen !== -1) return Promise.resolve(this.#items.splice(seen, 1)[0] as T);
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const forget = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
      };
      const waiter: Waiter<T> = {
        wanted,
        resolve: (item) => {
          forget();
          resolve(item);
        },
        reject: (error) => {
          forget();
          reject(error);
        },
      };
      const timer = setTimeout(() => {
        waiter.reject(
          new Error(`nothing in ${milliseconds} ms; not awaited: ${JSON.stringify(this.#items)}`),
        );
      }, milliseconds);
      this.#waiters.add(waiter);
    });
  }

  /** All items that are wanted and have been seen so far; they count as handed out. */
  take(wanted: (item: T) => boolean): T[] {
    const taken = this.#items.filter(wanted);
    this.#items = this.#items.filter((item) => !wanted(item));
    return taken;
  }
}
