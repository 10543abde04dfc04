import { originOf, sentAt } from "./send-clock.js";

/** Clients that are known. */
const CLIENTS = 4_096;

/** ms after which it does not count any more how quick a message was: clocks drift apart. */
const WINDOW = 60_000;

interface Client {
  /** The beginning of its stamps. */
  readonly origin: string;
  /** The least delay of a message in this window, and in the one before. */
  least: number;
  former: number;
  /** When this window began. */
  since: number;
}

/**
 * The time that requests have waited on their way, without a clock that client and server share. The delay of a message
 * by their two clocks is the difference of these plus its way; that of the quickest message of the same client in the
 * last minute or two is the same difference plus a short way. What one took longer than that, it has waited. It is
 * never more than the time since it was sent; it is less when all have waited, and nothing for the first of a client.
 */
export class WaitingTimes {
  readonly #clients = new Map<string, Client>();
  /** Whose request came last: the next is its as well, as often as not, which is told without looking it up. */
  #last: Client | undefined;

  /**
   * @param stamp what the client's {@link SendClock} said
   * @param receivedAt monotonic ms
   * @returns ms
   */
  of(stamp: string | undefined, receivedAt: number): number {
    const sent = stamp === undefined ? undefined : sentAt(stamp);
    if (stamp === undefined || sent === undefined) return 0;
    const client = this.#clientOf(stamp, receivedAt);
    if (client === undefined) return 0;
    const delay = receivedAt - sent;
    client.least = Math.min(client.least, delay);
    return delay - Math.min(client.least, client.former);
  }

  #clientOf(stamp: string, now: number): Client | undefined {
    const last = this.#last;
    const origin = last !== undefined && stamp.startsWith(last.origin) ? last.origin : originOf(stamp);
    if (origin === undefined) return undefined;
    const client = last?.origin === origin ? last : this.#known(origin, now);
    this.#last = client;
    const age = now - client.since;
    if (age >= WINDOW) {
      client.former = age < 2 * WINDOW ? client.least : Number.POSITIVE_INFINITY;
      client.least = Number.POSITIVE_INFINITY;
      client.since = now;
    }
    return client;
  }

  #known(origin: string, now: number): Client {
    let client = this.#clients.get(origin);
    if (client === undefined) {
      client = { origin, least: Number.POSITIVE_INFINITY, former: Number.POSITIVE_INFINITY, since: now };
      this.#clients.set(origin, client);
      const [oldest = ""] = this.#clients.keys();
      if (this.#clients.size > CLIENTS) this.#clients.delete(oldest);
    }
    return client;
  }
}
