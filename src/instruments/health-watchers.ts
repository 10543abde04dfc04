import type { Logger } from "../log/logger.js";

interface Watcher<Health> {
  readonly listener: (health: Health) => unknown;
  isWanted: boolean;
}

/** Listeners to the changes of a health. */
export class Watchers<Health extends { readonly state?: string }> {
  readonly #log: Logger;
  readonly #watchers = new Set<Watcher<Health>>();

  constructor(log: Logger) {
    this.#log = log;
  }

  get size(): number {
    return this.#watchers.size;
  }

  /** @returns what takes the listener back. */
  add(listener: (health: Health) => unknown): () => void {
    const watcher: Watcher<Health> = { listener, isWanted: true };
    this.#watchers.add(watcher);
    return () => {
      watcher.isWanted = false;
      this.#watchers.delete(watcher);
    };
  }

  /** Tells all soon: whoever listens may end what has changed, while that is still at work on the change. */
  tell(health: Health): void {
    for (const watcher of this.#watchers) {
      Promise.resolve()
        .then(() => (watcher.isWanted ? watcher.listener(health) : undefined))
        .catch((err: unknown) => this.#log.error({ err, state: health.state }, "A health listener failed"));
    }
  }

  /** Nothing comes any more; what was told before still arrives. */
  clear(): void {
    this.#watchers.clear();
  }
}
