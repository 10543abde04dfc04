import type { AmqpSender } from "../../amqp/client/sender.js";
import type { AmqpError } from "../../amqp/codec/amqp-error.js";
import type { Outcome } from "../../amqp/codec/outcome.js";
import type { Logger } from "../../log/logger.js";
import { monotonicNow } from "../../time/clock.js";
import type { Lifetime } from "../../time/lifetime.js";
import { isLoss } from "../delivery-failure.js";
import { queueAddress } from "./addresses.js";
import { encodeBody } from "./codec.js";
import { RecentFailures } from "./recent-failures.js";
import { REPLY_PREFIX } from "./reply-queue.js";
import { SessionEnds } from "./session-ends.js";

/** ms between the first attempts to reach a queue that is not there, as in Python, and the longest pause. */
const RETRY_DELAY = 250;
const RETRY_DELAY_MAX = 1_000;
/** Clients that were given up, and ms for which they are: as in Python. */
const OBSOLETE_CLIENTS = 200;
const OBSOLETE_FOR = 60_000;

export interface ReplierOptions {
  readonly sender: AmqpSender;
  /** That of the transport. */
  readonly lifetime: Lifetime;
  readonly compressed: boolean;
  /** ms (`kombu_missing_consumer_retry_timeout`) */
  readonly timeout: number;
  readonly log: Logger;
}

/** Where a reply goes, and until when it is worth anything. */
export interface ReplyTo {
  readonly queue: string;
  /** Monotonic ms. */
  readonly deadline: number | undefined;
}

/** Sends replies and heartbeats to the queues of clients. */
export class Replier {
  readonly #options: ReplierOptions;
  readonly #obsolete = new RecentFailures(OBSOLETE_CLIENTS, OBSOLETE_FOR);

  constructor(options: ReplierOptions) {
    this.#options = options;
  }

  /** True for the name of a reply queue: a peer must not make this server write to another service's queue. */
  accepts(queue: string): boolean {
    return queue.startsWith(REPLY_PREFIX);
  }

  /**
   * Sends a reply. While its queue is not there it tries again: the client may be connecting anew. Never rejects:
   * a reply that cannot be delivered is logged.
   */
  async reply(to: ReplyTo, body: string): Promise<void> {
    const { log, timeout } = this.#options;
    if (this.#obsolete.has(to.queue)) {
      log.warn({ queue: to.queue }, "A reply is dropped: its client is gone");
      return;
    }
    // However little time there is, the broker has some to take it once.
    const clientIsGoneAt = monotonicNow() + Math.max(timeout, RETRY_DELAY);
    const giveUpAt = Math.min(clientIsGoneAt, to.deadline ?? clientIsGoneAt);
    try {
      const isDelivered = await this.#deliver(to.queue, body, giveUpAt);
      if (isDelivered) return;
      // A call whose time is up says nothing of its client, which may be connecting anew and call again.
      if (giveUpAt === clientIsGoneAt) this.#obsolete.add(to.queue);
      log.warn({ queue: to.queue }, "A reply is dropped: its queue is not there");
    } catch (error) {
      log.warn({ queue: to.queue, reason: (error as Error).message }, "A reply could not be delivered");
    }
  }

  /** Sends a heartbeat, which is worth nothing when it does not get through at once. */
  heartbeat(queue: string, body: string, seconds: number): void {
    const { sender, log } = this.#options;
    const encode = () => this.#encode(queue, body);
    sender
      .send({ encode, settled: true, deadline: monotonicNow() + seconds * 1000, retry: 0 })
      .catch((error: Error) => log.debug({ queue, reason: error.message }, "A heartbeat was not delivered"));
  }

  /** False when the queue is still not there at that time. */
  async #deliver(queue: string, body: string, giveUpAt: number): Promise<boolean> {
    const { lifetime } = this.#options;
    const encode = () => this.#encode(queue, body);
    const ends = new SessionEnds();
    for (let delay = RETRY_DELAY; ; delay = Math.min(2 * delay, RETRY_DELAY_MAX)) {
      const outcome = await this.#send(encode, giveUpAt, ends);
      if (outcome === "delivered") return true;
      if (outcome === "lost") continue;
      if (lifetime.ended || monotonicNow() + delay >= giveUpAt) return false;
      await lifetime.pause(delay);
    }
  }

  /**
   * A reply whose outcome was lost with the connection, or with the session, is sent again: its client takes the first
   * and no other.
   */
  async #send(
    encode: () => Buffer,
    deadline: number,
    ends: SessionEnds,
  ): Promise<"delivered" | "lost" | "missing"> {
    let outcome: Outcome;
    try {
      outcome = await this.#options.sender.send({ encode, settled: false, alone: ends.any, deadline });
    } catch (error) {
      if (isLoss(error as Error) && !ends.isAtFault(error as AmqpError)) return "lost";
      throw error;
    }
    if (outcome.state === "rejected") throw new Error(`RabbitMQ rejects it: ${outcome.text}`);
    return outcome.state === "accepted" ? "delivered" : "missing";
  }

  #encode(queue: string, body: string): Buffer {
    return encodeBody(body, { to: queueAddress(queue), compressed: this.#options.compressed });
  }
}
