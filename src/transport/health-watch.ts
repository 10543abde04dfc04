import type { Logger } from "../log/logger.js";
import { Watchers } from "../messaging/watchers.js";

/** ms between two looks at what tells of no change by itself. */
const LOOK_EVERY = 1_000;

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
 * Tells of changes of a health. Somebody has to look: links and queues say how they are when they are asked, so that no
 * driver has to tell of each of them, and nothing is done where nobody listens.
 */
export class HealthWatch<Health extends ListeningHealth> {
  readonly #read: () => Health;
  readonly #watchers: Watchers<Health>;
  #known = "";
  #timer: NodeJS.Timeout | undefined;

  constructor(read: () => Health, log: Logger) {
    this.#read = read;
    this.#watchers = new Watchers(log);
  }

  /** @returns what takes the listener back. */
  watch(listener: (health: Health) => unknown): () => void {
    if (this.#watchers.size === 0) this.#known = keyOf(this.#read());
    const remove = this.#watchers.add(listener);
    // It keeps no process alive: who listens to a server has one.
    this.#timer ??= setInterval(() => this.look(), LOOK_EVERY).unref();
    return () => {
      remove();
      if (this.#watchers.size === 0) this.#rest();
    };
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
    this.#rest();
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** Work that comes and goes is no change of health. */
function keyOf({ state, ready, healthy, attached, problems, repairs }: ListeningHealth): string {
  return JSON.stringify([state, ready, healthy, attached, problems, repairs]);
}
