import { AmqpError } from "../../amqp/amqp-error.js";
import { AmqpReceiver, type IncomingDelivery } from "../../amqp/receiver.js";
import type { SharedSession } from "../../amqp/shared-session.js";
import type { Logger } from "../../log/logger.js";
import { Lifetime } from "../../time/lifetime.js";
import { randomId } from "../random-id.js";
import { queueAddress } from "./addresses.js";
import type { Declarer } from "./declarer.js";
import type { Peer } from "./peer.js";

/** How a queue is consumed from. */
export interface QueueConsumerOptions {
  /** Part of the link's name, for those who look at the broker. */
  readonly label: string;
  /** Name of the queue, asked for anew each time it is declared. */
  readonly queue: () => string;
  /** Declares the queue and what it hangs on. */
  readonly declare: (declarer: Declarer, queue: string) => Promise<void>;
  /** Messages the broker may have on the way. */
  readonly credit: number;
  /** Messages that may be worked on at once; undefined: any number. */
  readonly window?: number | undefined;
  /** ms before a queue that was deleted, or whose node is gone, is declared again. */
  readonly retryDelay: number;
  /** Shared by the queues of one listener: RabbitMQ allows 64 sessions on a connection. */
  readonly session?: SharedSession;
  readonly onDelivery: (delivery: IncomingDelivery) => void;
  /** The queue is this consumer's alone, and is deleted with it. */
  readonly isPrivate?: boolean;
  readonly log: Logger;
}

/** What an attempt to consume makes: there until the next one, the end of the connection, or `close`. */
interface Use {
  readonly peer: Peer;
  readonly queue: string;
  readonly lifetime: Lifetime;
}

/** Consumes from one queue, which it declares: on each connection, and again when somebody deletes it. */
export class QueueConsumer {
  readonly #options: QueueConsumerOptions;
  readonly #receiver: AmqpReceiver;
  readonly #life = new Lifetime();
  #use: Use | undefined;

  constructor(options: QueueConsumerOptions) {
    this.#options = options;
    const { label, credit, window, session, retryDelay, log, onDelivery } = options;
    this.#receiver = new AmqpReceiver({
      name: `${label}-${randomId()}`,
      credit,
      ...(window !== undefined && { window }),
      ...(session !== undefined && { session }),
      reattachDelay: retryDelay,
      log,
      onDelivery,
      onDetached: () => {
        this.#again();
        return false;
      },
    });
  }

  /** True while the broker can send messages. */
  get attached(): boolean {
    return this.#receiver.attached;
  }

  /**
   * Declares the queue and begins to consume.
   *
   * @throws {ManagementError} the broker refuses to declare it.
   * @throws {AmqpError} it refuses to let it be consumed from, the connection is lost, or the consumer is closed.
   */
  async attach(peer: Peer): Promise<void> {
    this.#leave();
    if (this.#life.ended) throw consumerClosed();
    const queue = this.#options.queue();
    const use = { peer, queue, lifetime: new Lifetime(this.#life, peer.live.lifetime) };
    this.#use = use;
    try {
      await this.#options.declare(peer.management.declarer(use.lifetime), queue);
      if (use.lifetime.ended) throw consumerClosed();
    } catch (error) {
      this.#discard(use);
      throw error;
    }
    await this.#receiver.attach(peer.live, queueAddress(queue));
  }

  /** Consumes no more. A private queue is deleted; what was taken from it can still be worked on. */
  async close(): Promise<void> {
    this.#life.end();
    const closed = this.#receiver.close();
    this.#leave();
    await closed;
  }

  #leave(): void {
    const use = this.#use;
    this.#use = undefined;
    use?.lifetime.end();
    if (use !== undefined) this.#discard(use);
  }

  /** Deletes a private queue that is of no use any more: bound, it would fill as long as the connection lasts. */
  #discard({ peer: { live, management }, queue }: Use): void {
    const { isPrivate, log } = this.#options;
    if (!isPrivate || live.lifetime.ended) return;
    management.deleteQueue(queue).catch((error: Error) => {
      log.debug({ queue, reason: error.message }, "A queue was not deleted");
    });
  }

  /** Declares again after a while: what was declared is gone. */
  #again(): void {
    const { retryDelay, label, log } = this.#options;
    const use = this.#use;
    use?.lifetime.after(retryDelay, () => {
      this.attach(use.peer).catch((error: Error) => {
        if (this.#life.ended || use.peer.live.lifetime.ended) return;
        log.error(
          { consumer: label, reason: error.message },
          "A queue cannot be consumed from; trying again",
        );
        this.#again();
      });
    });
  }
}

function consumerClosed(): AmqpError {
  return new AmqpError("closed", "the consumer was closed");
}
