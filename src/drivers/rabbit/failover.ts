import { AmqpError } from "../../amqp/codec/amqp-error.js";
import type { RabbitPeer } from "./peer.js";
import { isForbidden } from "./refusal.js";

/** Refusals in a row that a node is given: one that has just started does not have all its queues at once. */
const PATIENCE = 5;
/** No more than that, where every node refuses: other work on the connection is disturbed each time. */
const MOST_PATIENCE = 320;

/**
 * Has the connection leave a node that does not let a queue be consumed from. In a cluster a node can be well, take
 * logins and declarations, and lack what others have: it has no replica of a stream, or has lost track of it. Behind an
 * address that several nodes share another connection is enough.
 */
export class Failover {
  #peer: RabbitPeer | undefined;
  /** Those on that connection. */
  #refusals = 0;
  #patience = PATIENCE;

  /** Takes note of an attempt that has failed. */
  failed(error: unknown, peer: RabbitPeer): void {
    if (!isRefusal(error)) return;
    if (this.#peer !== peer) {
      this.#peer = peer;
      this.#refusals = 0;
    }
    this.#refusals += 1;
    if (this.#refusals < this.#patience) return;
    this.#patience = Math.min(this.#patience * 2, MOST_PATIENCE);
    peer.leave(error);
  }

  /** Takes note of an attempt that has succeeded. */
  succeeded(): void {
    this.#peer = undefined;
    this.#patience = PATIENCE;
  }
}

/** True of a refusal that another node need not share. Silence is none: in an alarm all nodes are silent. */
export function isRefusal(error: unknown): error is AmqpError {
  if (!(error instanceof AmqpError) || error.reason !== "link-detached") return false;
  const { condition } = error;
  return condition !== undefined && condition !== "amqp:resource-limit-exceeded" && !isForbidden(error);
}
