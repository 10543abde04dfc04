import { type Timer, timers } from "../time/timers.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import { withStartAdvice } from "./ask-peer.js";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

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
      this.#resolve = () => {
        this.cancel();
        resolve();
      };
      this.#reject = (error) => {
        this.cancel();
        reject(error);
      };
    });
    // It may fail before anybody waits for it.
    this.promise.catch(() => {});
    for (const signal of SIGNALS) process.once(signal, this.#resolve);
  }

  /** Its time was up first. */
  get isLate(): boolean {
    return this.#isLate;
  }

  /** Number of those still to come. */
  get left(): number {
    return this.#left;
  }

  /** Neither its time nor a signal ends it any more: a signal then ends the process. */
  cancel(): void {
    this.#timer?.cancel();
    for (const signal of SIGNALS) process.removeListener(signal, this.#resolve);
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

/** A transport of either kind, as far as it tells of its connection. */
type WatchedTransport = Pick<RpcTransport, "onHealthChange" | "url">;

/** Has one callback called with the reason when the peer cannot be reached, until what is returned is called. */
export function whenUnreachable(transport: WatchedTransport, tell: (error: unknown) => void): () => void {
  return transport.onHealthChange(({ state, lastError }) => {
    if (state === "lost") tell(withStartAdvice(lastError, transport.url));
  });
}

/** A peer that cannot be reached when a command begins ends it. One that is lost later, once this is undone, is waited for. */
export function endWhenUnreachable(transport: WatchedTransport, ended: Ending): () => void {
  return whenUnreachable(transport, (error) => ended.fail(error));
}
