import { jittered } from "../../time/jitter.js";

/** The waits between attempts to connect; all times in ms. */
export interface BackoffOptions {
  readonly initial: number;
  /** Each wait is the one before times this. */
  readonly multiplier: number;
  readonly max: number;
}

/**
 * Multiplicative waits with jitter (oslo's `connection_retry_interval`, `_backoff` and `_interval_max`): a thousand
 * clients of one lost peer do not return as one.
 */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #random: () => number;
  #next: number;

  constructor(options: BackoffOptions, random: () => number = Math.random) {
    this.#options = options;
    this.#random = random;
    this.#next = options.initial;
  }

  /** The next wait in ms. */
  next(): number {
    const wait = Math.min(this.#next, this.#options.max);
    this.#next = Math.min(wait * Math.max(1, this.#options.multiplier), this.#options.max);
    return jittered(wait, this.#random);
  }

  /** Starts anew from the initial wait. */
  reset(): void {
    this.#next = this.#options.initial;
  }
}
