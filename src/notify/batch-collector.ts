import type { IncomingNotification } from "../drivers/driver.js";
import { type Timer, timers } from "../time/timers.js";

/** Collects notifications until there are enough of them, or the first one has waited long enough. */
export class BatchCollector {
  readonly #size: number;
  readonly #timeout: number | undefined;
  readonly #onBatch: (batch: readonly IncomingNotification[]) => void;
  #collected: IncomingNotification[] = [];
  #timer: Timer | undefined;

  /** @param timeout ms; undefined waits until the batch is full */
  constructor(
    size: number,
    timeout: number | undefined,
    onBatch: (batch: readonly IncomingNotification[]) => void,
  ) {
    this.#size = size;
    this.#timeout = timeout;
    this.#onBatch = onBatch;
  }

  add(notification: IncomingNotification): void {
    this.#collected.push(notification);
    if (this.#collected.length >= this.#size) this.flush();
    else if (this.#timeout !== undefined) {
      this.#timer ??= timers.after(this.#timeout, () => this.flush());
    }
  }

  /** Takes one out that is not handed on yet. Returns false when there is none. */
  remove(notification: IncomingNotification): boolean {
    const at = this.#collected.indexOf(notification);
    if (at < 0) return false;
    this.#collected.splice(at, 1);
    if (this.#collected.length === 0) this.#stopWaiting();
    return true;
  }

  /** Hands on what there is. */
  flush(): void {
    this.#stopWaiting();
    const batch = this.#collected;
    this.#collected = [];
    if (batch.length > 0) this.#onBatch(batch);
  }

  #stopWaiting(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
