import { type Timer, timers } from "./timers.js";

/**
 * The life of something that starts other things: connects again, declares again, sends again. They are started by
 * its lifetime and end with it, so that nothing can begin after `close()` which nobody is there to end.
 */
export class Lifetime {
  readonly #leave: readonly (() => void)[];
  /** Made when it is first asked for, as few are: it takes more than all else here. */
  #controller: AbortController | undefined;
  #callbacks: Set<() => void> | undefined;
  #ended = false;

  /** @param within it ends with the first of these, if not before */
  constructor(...within: readonly Lifetime[]) {
    this.#leave = within.map((lifetime) => lifetime.#add(() => this.end()));
    if (within.some(({ ended }) => ended)) this.end();
  }

  /** Aborted when it ends. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#ended) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  get ended(): boolean {
    return this.#ended;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const leave of this.#leave) leave();
    const callbacks = this.#callbacks;
    this.#callbacks = undefined;
    this.#controller?.abort();
    if (callbacks === undefined) return;
    for (const callback of callbacks) callback();
    // Whoever could take one back holds them all, and may live on.
    callbacks.clear();
  }

  /**
   * Calls back when it ends, soon if it has ended, but never before this returns.
   *
   * @returns what takes that back.
   */
  whenEnded(callback: () => void): () => void {
    if (!this.#ended) return this.#add(callback);
    let isWanted = true;
    queueMicrotask(() => {
      if (isWanted) callback();
    });
    return () => {
      isWanted = false;
    };
  }

  /** Has a function called at the end, if that is still to come. @returns what takes that back */
  #add(callback: () => void): () => void {
    if (this.#ended) return () => {};
    this.#callbacks ??= new Set();
    const callbacks = this.#callbacks;
    // Each its own, should one function wait twice.
    const entry = () => callback();
    callbacks.add(entry);
    return () => {
      callbacks.delete(entry);
    };
  }

  /** Calls back after so many ms, unless it has ended by then. */
  after(delay: number, callback: () => void): Timer {
    if (this.ended) return { cancel() {} };
    const timer = timers.after(delay, () => {
      forget();
      callback();
    });
    const forget = this.#add(() => timer.cancel());
    return {
      cancel() {
        forget();
        timer.cancel();
      },
    };
  }

  /** Resolves after so many ms, or when it ends. */
  pause(delay: number): Promise<void> {
    return new Promise((resolve) => {
      const forget = this.whenEnded(resolve);
      this.after(delay, () => {
        forget();
        resolve();
      });
    });
  }
}
