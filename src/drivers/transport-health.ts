import type { MessagingError } from "../errors/messaging-error.js";
import { Watchers } from "../instruments/health-watchers.js";
import type { Logger } from "../log/logger.js";

/** The condition of a transport at one moment. */
export interface TransportHealth {
  /**
   * `idle` until its first use; `connecting` while the first attempt is under way; `connected` while messages can go;
   * `lost` when the connection is gone, or could not be made: attempts go on until there is one; `closed` for good.
   */
  readonly state: "idle" | "connecting" | "connected" | "lost" | "closed";
  /** The peer is there, or was not needed so far; false while it is awaited or lost, and when the transport is closed. */
  readonly healthy: boolean;
  /** When that state began. Attempts that fail do not change that of `lost`. */
  readonly since: Date;
  /**
   * Why the connection was lost the last time, or not made; an `AuthenticationFailure` when the peer refuses the login.
   * It stays when the peer is back; undefined when there was no failure.
   */
  readonly lastError: MessagingError | undefined;
  /** When the last error happened. */
  readonly lastErrorAt: Date | undefined;
}

/** Keeps the health of a transport, as its driver reports it, and tells of each change. */
export class HealthMonitor {
  readonly #watchers: Watchers<TransportHealth>;
  #current: TransportHealth = {
    state: "idle",
    healthy: true,
    since: new Date(),
    lastError: undefined,
    lastErrorAt: undefined,
  };

  constructor(log: Logger) {
    this.#watchers = new Watchers(log);
  }

  get current(): TransportHealth {
    return this.#current;
  }

  /** @returns what ends it; being closed does, too. */
  watch(listener: (health: TransportHealth) => unknown): () => void {
    return this.#current.state === "closed" ? () => {} : this.#watchers.add(listener);
  }

  /** The first attempt begins. */
  connecting(): void {
    this.#enter({ state: "connecting", healthy: false });
  }

  /** Messages can go. */
  connected(): void {
    this.#enter({ state: "connected", healthy: true });
  }

  /** The connection is gone, or an attempt has failed. */
  lost(lastError: MessagingError): void {
    forgetFrames(lastError);
    this.#enter({ state: "lost", healthy: false, lastError, lastErrorAt: new Date() });
  }

  /** Nothing comes after that, and nobody is told any more. */
  closed(): void {
    this.#enter({ state: "closed", healthy: false });
    this.#watchers.clear();
  }

  #enter(change: Pick<TransportHealth, "state" | "healthy"> & Partial<TransportHealth>): void {
    const before = this.#current;
    if (before.state === "closed") return;
    const isSameState = before.state === change.state;
    this.#current = { ...before, ...change, since: isSameState ? before.since : new Date() };
    // Each attempt fails anew: only another reason is worth a word.
    if (isSameState && before.lastError?.message === this.#current.lastError?.message) return;
    this.#watchers.tell(this.#current);
  }
}

/** Until its stack is read, an error holds on to what its frames have seen: the lost connection, and all it carried. */
function forgetFrames(error: unknown): void {
  for (let each = error; each instanceof Error; each = each.cause) void each.stack;
}
