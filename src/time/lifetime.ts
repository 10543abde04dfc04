import { onAbort } from "./on-abort.js";
import { type Timer, timers } from "./timers.js";

/**
 * The life of something that starts other things: connects again, declares again, sends again. They are started by
 * its lifetime and end with it, so that nothing can begin after `close()` which nobody is there to end.
 */
export class Lifetime {
  readonly #controller = new AbortController();
  readonly #leave: readonly (() => void)[];
  /** Asked for with each message: an AbortSignal takes longer to say it. */
  #ended = false;

  /** @param within it ends with the first of these, if not before */
  constructor(...within: readonly Lifetime[]) {
    this.#leave = within.map((lifetime) => onAbort(lifetime.signal, () => this.end()));
    if (within.some(({ ended }) => ended)) this.end();
  }

  /** Aborted when it ends. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get ended(): boolean {
    return this.#ended;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const leave of this.#leave) leave();
    this.#controller.abort();
  }

  /**
   * Calls back when it ends, soon if it has ended, but never before this returns.
   *
   * @returns what takes that back.
   */
  whenEnded(callback: () => void): () => void {
    if (!this.ended) return onAbort(this.signal, callback);
    let isWanted = true;
    queueMicrotask(() => {
      if (isWanted) callback();
    });
    return () => {
      isWanted = false;
    };
  }

  /** Calls back after so many ms, unless it has ended by then. */
  after(delay: number, callback: () => void): Timer {
    if (this.ended) return { cancel() {} };
    const timer = timers.after(delay, () => {
      forget();
      callback();
    });
    const forget = onAbort(this.signal, () => timer.cancel());
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
