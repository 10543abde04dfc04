import { type Timer, timers } from "../time/timers.js";

/** When a command that goes on by itself ends: at a signal, after so many of what it shows, or so many seconds. */
export class Ending {
  /** Rejects with what `fail` is given. */
  readonly promise: Promise<void>;
  #resolve!: () => void;
  #reject!: (error: unknown) => void;
  readonly #timer: Timer | undefined;
  #left: number;
  #isLate = false;

  /** @param timeout seconds */
  constructor(count: number = Number.POSITIVE_INFINITY, timeout?: number) {
    this.#left = count;
    if (timeout !== undefined) this.#timer = timers.after(timeout * 1000, () => this.#late());
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // It may fail before anybody waits for it.
    this.promise.catch(() => {});
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, this.#resolve);
  }

  /** Its time was up first. */
  get isLate(): boolean {
    return this.#isLate;
  }

  /** Number of those still to come. */
  get left(): number {
    return this.#left;
  }

  cancel(): void {
    this.#timer?.cancel();
  }

  /** Ends it with an error. */
  fail(error: unknown): void {
    this.#reject(error);
  }

  /** False when there have been enough already. */
  take(): boolean {
    this.#left -= 1;
    return this.#left >= 0;
  }

  check(): void {
    if (this.#left <= 0) this.#resolve();
  }

  #late(): void {
    this.#isLate = this.#left > 0;
    this.#resolve();
  }
}
