import type { Logger } from "../log/logger.js";
import { networkOf } from "./network-of.js";

/** A login that was turned away. */
export interface Refusal {
  readonly mechanism: string;
  readonly user: string | undefined;
  readonly why: string;
  /** True for a password that was looked at: of those there are no more than the limiter lets through. */
  readonly isGuess: boolean;
}

/** ms between two lines that sum up the same. */
const EVERY = 60_000;

/** Networks and reasons told apart at one time; the others are summed up together. */
const MAX_ENTRIES = 1_000;

/**
 * Logs logins that are turned away. What anybody can have logged as often as he connects is logged once, and then, as
 * long as it goes on, summed up each minute.
 */
export class RefusalLog {
  readonly #log: Logger;
  /** Number of refusals since the last line, by network and reason. */
  readonly #more = new Map<string, { readonly address: string; readonly why: string; logins: number }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @param peer the client's address and port */
  add(peer: string, { isGuess, ...login }: Refusal): void {
    if (isGuess) {
      this.#log.warn({ peer, ...login }, "a login is refused");
      return;
    }
    const isFull = this.#more.size >= MAX_ENTRIES;
    const { why } = login;
    const address = networkOf(peer.replace(/:\d+$/, ""));
    const known = this.#more.get(`${address}\n${why}`) ?? (isFull ? this.#more.get("") : undefined);
    if (known !== undefined) {
      known.logins++;
      return;
    }
    const entry = isFull ? { address: "many", why: "several" } : { address, why };
    this.#more.set(isFull ? "" : `${address}\n${why}`, { ...entry, logins: 0 });
    this.#timer ??= setInterval(() => this.#sumUp(), EVERY).unref();
    this.#log.warn({ peer, ...login }, "a login is refused");
  }

  /** Logs what was not logged yet. */
  close(): void {
    this.#sumUp();
    this.#more.clear();
    this.#rest();
  }

  #sumUp(): void {
    for (const [key, entry] of this.#more) {
      if (entry.logins === 0) this.#more.delete(key);
      else this.#log.warn({ ...entry }, "more logins are refused");
      entry.logins = 0;
    }
    this.#rest();
  }

  #rest(): void {
    if (this.#more.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
