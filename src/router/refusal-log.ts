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

/** A breach of the protocol, which ended its connection. */
export interface Breach {
  readonly condition: string;
  readonly reason: string;
}

/** ms between two lines that sum up the same. */
const EVERY = 60_000;

/** Networks and reasons told apart at one time; the others are summed up together. */
const MAX_ENTRIES = 1_000;

/** Connections of one network that ended for the same reason. */
interface Entry {
  readonly kind: "login" | "breach";
  readonly address: string;
  readonly why: string;
  /** Those since the last line. */
  more: number;
}

/**
 * Logs logins that are turned away and clients that break the protocol. Whatever anybody can have logged as often as he
 * connects is logged once, and then, as long as it goes on, summed up each minute.
 */
export class RefusalLog {
  readonly #log: Logger;
  /** By kind, network and reason. */
  readonly #entries = new Map<string, Entry>();
  #timer: NodeJS.Timeout | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @param peer the client's address and port */
  add(peer: string, { isGuess, ...login }: Refusal): void {
    if (isGuess || this.#isFirst("login", peer, login.why)) {
      this.#log.warn({ peer, ...login }, "a login is refused");
    }
  }

  /** @param peer the client's address and port */
  addBreach(peer: string, { condition, reason }: Breach): void {
    if (this.#isFirst("breach", peer, reason)) {
      this.#log.warn({ peer, condition, reason }, "a client broke the protocol and is disconnected");
    } else {
      this.#log.debug({ peer, condition, reason }, "a client broke the protocol as others before");
    }
  }

  /** Logs what was not logged yet. */
  close(): void {
    this.#sumUp();
    this.#entries.clear();
    this.#rest();
  }

  /** True for one that has a line of its own; any other is counted. */
  #isFirst(kind: Entry["kind"], peer: string, why: string): boolean {
    const isFull = this.#entries.size >= MAX_ENTRIES;
    const address = networkOf(peer.replace(/:\d+$/, ""));
    const known =
      this.#entries.get(`${kind}\n${address}\n${why}`) ?? (isFull ? this.#entries.get(kind) : undefined);
    if (known !== undefined) {
      known.more++;
      return false;
    }
    const place = isFull ? { address: "many", why: "several" } : { address, why };
    this.#entries.set(isFull ? kind : `${kind}\n${address}\n${why}`, { kind, ...place, more: 0 });
    this.#timer ??= setInterval(() => this.#sumUp(), EVERY).unref();
    return true;
  }

  #sumUp(): void {
    for (const [key, entry] of this.#entries) {
      const { kind, address, why, more } = entry;
      entry.more = 0;
      if (more === 0) this.#entries.delete(key);
      else if (kind === "login") this.#log.warn({ address, why, logins: more }, "more logins are refused");
      else this.#log.warn({ address, reason: why, connections: more }, "more clients broke the protocol");
    }
    this.#rest();
  }

  #rest(): void {
    if (this.#entries.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
