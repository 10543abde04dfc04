import { getOrInsert } from "../../collections/get-or-insert.js";

/** Gets a notification, written as JSON, and what puts it back into its queue. */
type Consumer = (text: string, requeue: () => void) => void;

/** Notifications wait here until a listener takes them; several listeners get them in turn. */
class Queue {
  readonly #consumers: Consumer[] = [];
  #waiting: string[];
  #next = 0;

  constructor(waiting: readonly string[] = []) {
    this.#waiting = [...waiting];
  }

  get waiting(): readonly string[] {
    return this.#waiting;
  }

  push(text: string): void {
    const consumer = this.#consumers[this.#next++ % this.#consumers.length];
    if (consumer === undefined) this.#waiting.push(text);
    else consumer(text, () => this.push(text));
  }

  /** Adds a listener, which gets what waits. Returns what removes it again. */
  subscribe(consumer: Consumer): () => void {
    this.#consumers.push(consumer);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const text of waiting) this.push(text);
    return () => {
      const index = this.#consumers.indexOf(consumer);
      if (index >= 0) this.#consumers.splice(index, 1);
    };
  }
}

/** The queue of the listeners without a pool, and one for each pool there has been. */
class Topic {
  readonly shared: Queue = new Queue();
  readonly pools: Map<string, Queue> = new Map();
}

/** The queues of notifications, by exchange and by topic with its severity. */
export class NotificationQueues {
  readonly #topics = new Map<string, Topic>();

  /** Puts a copy into each queue of the topic. */
  publish(exchange: string, topic: string, text: string): void {
    const { shared, pools } = this.#topic(exchange, topic);
    for (const queue of [shared, ...pools.values()]) queue.push(text);
  }

  /** Adds a listener. A new pool begins with a copy of what waits, as in Python's fake driver. */
  subscribe(exchange: string, topic: string, pool: string | undefined, consumer: Consumer): () => void {
    const { shared, pools } = this.#topic(exchange, topic);
    if (pool === undefined) return shared.subscribe(consumer);
    return getOrInsert(pools, pool, () => new Queue(shared.waiting)).subscribe(consumer);
  }

  #topic(exchange: string, name: string): Topic {
    return getOrInsert(this.#topics, `${exchange}\n${name}`, () => new Topic());
  }
}
