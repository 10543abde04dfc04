import { MessagingTimeout } from "../errors/delivery-errors.js";
import type { Deadline } from "../messaging/request-context.js";
import { monotonicNow } from "../time/clock.js";
import { type Timer, timers } from "../time/timers.js";

/** The deadline of one request. Its signal, which most methods never look at, is made when first asked for. */
export class RequestDeadline implements Deadline {
  readonly #at: number | undefined;
  #controller: AbortController | undefined;
  #timer: Timer | undefined;
  #ended = false;

  /** @param at monotonic ms at which the caller stops waiting; undefined when it does not say */
  constructor(at: number | undefined) {
    this.#at = at;
  }

  get remaining(): number | undefined {
    return this.#at === undefined ? undefined : Math.max(0, this.#at - monotonicNow()) / 1000;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController();
      this.#controller = controller;
      if (this.#at !== undefined && !this.#ended) {
        const expired = () => controller.abort(new MessagingTimeout("The caller no longer waits"));
        this.#timer = timers.at(this.#at, expired);
      }
    }
    return this.#controller.signal;
  }

  /** The request is answered: the signal will not fire any more. */
  end(): void {
    this.#ended = true;
    this.#timer?.cancel();
  }
}
