import { Watchers } from "../instruments/health-watchers.js";
import type { Logger } from "../log/logger.js";

/** The condition of what listens, at one moment. */
export interface ListeningHealth {
  readonly state: string;
  readonly ready: boolean;
  readonly healthy: boolean;
  readonly attached: boolean;
  readonly problems: readonly string[];
  readonly repairs: number;
}

/**
 * Tells of changes of a health. Links and queues say that something has happened to them, and how they are when they are
 * asked: whether that is a change is found out here, and where nobody listens nothing is done.
 */
export class HealthWatch<Health extends ListeningHealth> {
  readonly #read: () => Health;
  readonly #watchers: Watchers<Health>;
  #known = "";

  constructor(read: () => Health, log: Logger) {
    this.#read = read;
    this.#watchers = new Watchers(log);
  }

  /** @returns what takes the listener back. */
  watch(listener: (health: Health) => unknown): () => void {
    if (this.#watchers.size === 0) this.#known = keyOf(this.#read());
    return this.#watchers.add(listener);
  }

  /** Tells of what has changed since the last look. */
  look(): void {
    if (this.#watchers.size === 0) return;
    const health = this.#read();
    const key = keyOf(health);
    if (key === this.#known) return;
    this.#known = key;
    this.#watchers.tell(health);
  }

  /** Tells of the last change. */
  end(): void {
    this.look();
    this.#watchers.clear();
  }
}

/** Work that comes and goes is no change of health. */
function keyOf({ state, ready, healthy, attached, problems, repairs }: ListeningHealth): string {
  return JSON.stringify([state, ready, healthy, attached, problems, repairs]);
}
