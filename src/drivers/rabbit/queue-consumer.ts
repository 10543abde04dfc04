import { AmqpError } from "../../amqp/amqp-error.js";
import { AmqpReceiver, type IncomingDelivery } from "../../amqp/receiver.js";
import type { SharedSession } from "../../amqp/shared-session.js";
import type { Logger } from "../../log/logger.js";
import { type Timer, timers } from "../../time/timers.js";
import { randomId } from "../random-id.js";
import { queueAddress } from "./addresses.js";
import type { Management } from "./management.js";
import type { Peer } from "./peer.js";

/** How a queue is consumed from. */
export interface QueueConsumerOptions {
  /** Part of the link's name, for those who look at the broker. */
  readonly label: string;
  /** Name of the queue, asked for anew each time it is declared. */
  readonly queue: () => string;
  /** Declares the queue and what it hangs on. */
  readonly declare: (management: Management, queue: string) => Promise<void>;
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

/** Consumes from one queue, which it declares: on each connection, and again when somebody deletes it. */
export class QueueConsumer {
  readonly #options: QueueConsumerOptions;
  readonly #receiver: AmqpReceiver;
  #peer: Peer | undefined;
  #queue: string | undefined;
  #retry: Timer | undefined;

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
   * @throws {AmqpError} it refuses to let it be consumed from, or the connection is lost.
   */
  async attach(peer: Peer): Promise<void> {
    this.#peer = peer;
    this.#retry?.cancel();
    this.#discard(peer, this.#queue);
    const queue = this.#options.queue();
    this.#queue = queue;
    try {
      await this.#options.declare(peer.management, queue);
      if (this.#peer !== peer || this.#queue !== queue) {
        throw new AmqpError("closed", "the consumer was closed");
      }
    } catch (error) {
      this.#discard(peer, queue);
      throw error;
    }
    await this.#receiver.attach(peer.live, queueAddress(queue));
  }

  /** The connection is gone. */
  lost(): void {
    this.#forget();
    this.#queue = undefined;
    this.#receiver.lost();
  }

  /** Consumes no more. A private queue is deleted; what was taken from it can still be worked on. */
  async close(): Promise<void> {
    const peer = this.#peer;
    this.#forget();
    const closed = this.#receiver.close();
    if (peer !== undefined) this.#discard(peer, this.#queue);
    await closed;
  }

  /** Deletes a private queue that is of no use any more: bound, it would fill as long as the connection lasts. */
  #discard({ management }: Peer, queue: string | undefined): void {
    const { isPrivate, log } = this.#options;
    if (!isPrivate || queue === undefined) return;
    management.deleteQueue(queue).catch((error: Error) => {
      log.debug({ queue, reason: error.message }, "A queue was not deleted");
    });
  }

  #forget(): void {
    this.#peer = undefined;
    this.#retry?.cancel();
  }

  #again(): void {
    const { retryDelay, label, log } = this.#options;
    this.#retry?.cancel();
    this.#retry = timers.after(retryDelay, () => {
      const peer = this.#peer;
      if (peer === undefined || this.attached) return;
      this.attach(peer).catch((error: Error) => {
        if (this.#peer !== peer) return;
        log.error(
          { consumer: label, reason: error.message },
          "A queue cannot be consumed from; trying again",
        );
        this.#again();
      });
    });
  }
}
