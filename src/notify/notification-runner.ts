import type { IncomingNotification } from "../drivers/driver.js";
import type { NotificationDispatcher } from "./dispatcher.js";

/** Options of a runner of batches. */
export interface NotificationRunnerOptions {
  readonly dispatcher: Pick<NotificationDispatcher, "dispatch">;
  /** Most batches that are worked on at the same time (`executor_thread_pool_size`). */
  readonly limit: number;
  /** False acknowledges also what is to be given back. */
  readonly allowRequeue: boolean;
}

type Batch = readonly IncomingNotification[];

/** Runs batches, so many at a time, and settles their notifications afterwards. */
export class NotificationRunner {
  readonly #options: NotificationRunnerOptions;
  readonly #running = new Set<Promise<void>>();
  #waiting: Batch[] = [];

  constructor(options: NotificationRunnerOptions) {
    this.#options = options;
  }

  /** Runs the batch now, or when one that runs has ended. */
  take(batch: Batch): void {
    if (this.#running.size >= this.#options.limit) this.#waiting.push(batch);
    else this.#start(batch);
  }

  /** Takes one out of the batches that wait. Returns false when it is in none. */
  remove(notification: IncomingNotification): boolean {
    const found = this.#waiting.some((batch) => batch.includes(notification));
    if (found) {
      const left = this.#waiting.map((batch) => batch.filter((other) => other !== notification));
      this.#waiting = left.filter((batch) => batch.length > 0);
    }
    return found;
  }

  /** Resolves when everything taken is settled. */
  async finish(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #start(batch: Batch): void {
    const run = this.#run(batch).finally(() => {
      this.#running.delete(run);
      const next = this.#waiting.shift();
      if (next !== undefined) this.#start(next);
    });
    this.#running.add(run);
  }

  async #run(batch: Batch): Promise<void> {
    const { dispatcher, allowRequeue } = this.#options;
    const requeued = await dispatcher.dispatch(batch);
    for (const notification of batch) {
      if (allowRequeue && requeued.has(notification)) notification.requeue();
      else notification.acknowledge();
    }
  }
}
