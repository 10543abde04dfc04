import type { Logger } from "../../log/logger.js";
import { declare, topicDeclaration } from "./declaration.js";
import type { RabbitPeer } from "./peer.js";
import { explainRefusal } from "./refusal.js";
import type { Topology } from "./topology.js";

export interface DeclaredQueuesOptions {
  readonly topology: Topology;
  /** ms after which a queue that is used is declared again; 0 never does. */
  readonly redeclareInterval: number;
  readonly log: Logger;
}

interface Declared {
  readonly done: Promise<void>;
  /** Monotonic ms. */
  at: number;
}

/** The queues that notifications are sent to: declared on each connection, and again while they are used. */
export class DeclaredQueues {
  readonly #options: DeclaredQueuesOptions;
  readonly #byPeer = new WeakMap<RabbitPeer, Map<string, Declared>>();
  /** The problem that was logged last. */
  #problem: string | undefined;

  constructor(options: DeclaredQueuesOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the queue of a key has been declared on the connection. One that was declared a while ago is
   * declared again meanwhile: a queue of a pool with the same key would hide that it is gone.
   *
   * @throws {ManagementError} @throws {AmqpError}
   */
  ensure(peer: RabbitPeer, exchange: string, key: string): Promise<void> {
    const all = this.#byPeer.get(peer) ?? new Map<string, Declared>();
    this.#byPeer.set(peer, all);
    const name = `${exchange}\n${key}`;
    const { redeclareInterval } = this.#options;
    const now = performance.now();
    const declared = all.get(name);
    if (declared !== undefined) {
      if (redeclareInterval > 0 && now - declared.at >= redeclareInterval) {
        declared.at = now;
        this.#declare(peer, exchange, key).catch((error: Error) => this.#report(error, key));
      }
      return declared.done;
    }
    const done = this.#declare(peer, exchange, key);
    all.set(name, { done, at: now });
    done.catch(() => all.delete(name));
    return done;
  }

  /** Somebody has deleted some. */
  forget(peer: RabbitPeer): void {
    this.#byPeer.delete(peer);
  }

  #declare(peer: RabbitPeer, exchange: string, key: string): Promise<void> {
    const declaration = topicDeclaration(this.#options.topology, key, [{ exchange, key }]);
    return declare(peer.management.declarer(peer.live.lifetime), declaration);
  }

  /** Each once: as long as notifications reach somebody, it is no failure of theirs. */
  #report(error: Error, queue: string): void {
    const { topology, log } = this.#options;
    const reason = explainRefusal(error, topology);
    if (reason === undefined || reason === this.#problem) return;
    this.#problem = reason;
    log.warn({ queue, reason }, "The queue of notifications cannot be declared again");
  }
}
