import { randomUUID } from "node:crypto";
import { AmqpSender } from "../../amqp/client/sender.js";
import { AmqpError } from "../../amqp/codec/amqp-error.js";
import type { Logger } from "../../log/logger.js";
import { Lifetime } from "../../time/lifetime.js";
import type { Timer } from "../../time/timers.js";
import type { Amqp1Peer } from "./peer.js";

/** Options of the senders of a transport. */
export interface SenderCacheOptions {
  /** Senders kept while others that are idle can be detached. */
  readonly limit: number;
  /** Messages that may wait at one sender. */
  readonly queueLimit: number;
  /** ms before a link the peer detached is attached again (`link_retry_delay`). */
  readonly reattachDelay: number;
  /** ms after which a sender that sends nothing is detached (`default_sender_link_timeout`). */
  readonly idleTimeout: number;
  /** A sender is made, for which there is to be a connection. */
  readonly onNeeded: () => void;
  readonly log: Logger;
}

interface Entry {
  readonly sender: AmqpSender;
  readonly address: (peer: Amqp1Peer) => string | null;
  /** A peer has named the destination. */
  readonly isReply: boolean;
}

/** The senders of a transport, one per destination. They outlive connections; idle ones are detached. */
export class SenderCache {
  readonly #options: SenderCacheOptions;
  readonly #entries = new Map<string, Entry>();
  #peer: Amqp1Peer | undefined;
  #purge: Timer | undefined;
  readonly #life = new Lifetime();

  constructor(options: SenderCacheOptions) {
    this.#options = options;
  }

  /**
   * The sender of a destination, made when there is none.
   *
   * @param key tells destinations apart
   * @param address the destination's address at a peer; null for the anonymous terminus
   */
  get(key: string, address: (peer: Amqp1Peer) => string | null): AmqpSender {
    const known = this.#entries.get(key);
    if (known !== undefined) return known.sender;
    if (this.#isFull) this.#makeRoom();
    return this.#add(key, address, false);
  }

  /**
   * The sender to an address that a peer wants its replies at. Peers may name as many as they like: where no sender can
   * be spared, one of another reply address is, though it was used just now.
   *
   * @throws {AmqpError} reason `queue-full`: all are busy.
   */
  getForReply(address: string): AmqpSender {
    const key = `reply\n${address}`;
    const known = this.#entries.get(key);
    if (known !== undefined) return known.sender;
    if (this.#isFull) this.#makeRoom();
    if (this.#isFull) this.#detach(this.#spareReply());
    if (this.#isFull) {
      throw new AmqpError("queue-full", `all of ${this.#entries.size} senders have messages under way`);
    }
    return this.#add(key, () => address, true);
  }

  get #isFull(): boolean {
    return this.#entries.size >= this.#options.limit;
  }

  #add(key: string, address: Entry["address"], isReply: boolean): AmqpSender {
    const { queueLimit, reattachDelay, log } = this.#options;
    let attached = "";
    const sender = new AmqpSender({
      name: () => `openstack.org/om/sender/[${attached}]/${randomUUID().replaceAll("-", "")}`,
      queueLimit,
      reattachDelay,
      log,
    });
    if (this.#life.ended) {
      // What is sent now, a late reply perhaps, fails at once rather than wait for a link that never comes.
      sender.close();
      return sender;
    }
    const entry: Entry = {
      sender,
      isReply,
      address: (peer) => {
        const found = address(peer);
        attached = found ?? "";
        return found;
      },
    };
    this.#entries.set(key, entry);
    this.#options.onNeeded();
    if (this.#peer !== undefined) sender.attach(this.#peer.live, entry.address(this.#peer));
    this.#purge ??= this.#life.after(this.#options.idleTimeout, this.#purgeIdle);
    return sender;
  }

  /** A peer can be sent to: all senders attach. */
  ready(peer: Amqp1Peer): void {
    this.#peer = peer;
    for (const { sender, address } of this.#entries.values()) sender.attach(peer.live, address(peer));
  }

  /** The connection is gone, or could not be made. */
  lost(error: AmqpError): void {
    this.#peer = undefined;
    for (const { sender } of this.#entries.values()) sender.lost(error);
  }

  close(): void {
    this.#life.end();
    for (const { sender } of this.#entries.values()) sender.close();
    this.#entries.clear();
  }

  /** Detaches senders that were used least recently: a part of them, since looking through all takes a while. */
  #makeRoom(): void {
    const { limit } = this.#options;
    const idle = this.#idle(0);
    idle.sort(([, left], [, right]) => left.sender.lastUsed - right.sender.lastUsed);
    this.#detach(idle.slice(0, Math.ceil(limit / 8)));
  }

  /** The sender of replies that was used least recently, of those that have nothing to send. */
  #spareReply(): [string, Entry][] {
    let oldest: [string, Entry] | undefined;
    for (const entry of this.#entries) {
      const [, { isReply, sender }] = entry;
      if (!isReply || sender.pending > 0) continue;
      if (oldest === undefined || sender.lastUsed < oldest[1].sender.lastUsed) oldest = entry;
    }
    return oldest === undefined ? [] : [oldest];
  }

  /**
   * Those that have sent nothing for so many ms, and have nothing to send: nor a message that was given back, which is
   * sent again after a delay.
   */
  #idle(milliseconds: number): [string, Entry][] {
    const since = performance.now() - Math.max(milliseconds, 2 * this.#options.reattachDelay);
    return [...this.#entries].filter(([, { sender }]) => sender.pending === 0 && sender.lastUsed <= since);
  }

  #detach(entries: readonly [string, Entry][]): void {
    for (const [key, { sender }] of entries) {
      this.#entries.delete(key);
      sender.close();
    }
  }

  readonly #purgeIdle = (): void => {
    this.#detach(this.#idle(this.#options.idleTimeout));
    this.#purge =
      this.#entries.size > 0 ? this.#life.after(this.#options.idleTimeout, this.#purgeIdle) : undefined;
  };
}
