import { AmqpError } from "../../amqp/codec/amqp-error.js";
import type { Logger } from "../../log/logger.js";
import { MadeReplyQueue, type MadeReplyQueueOptions, MOST_CALLS, madeSource } from "./made-reply-queue.js";
import type { RabbitPeer } from "./peer.js";
import type { ReplyPath } from "./reply-path.js";

export interface ShortLivedRepliesOptions extends MadeReplyQueueOptions {
  /** The path that every broker has. */
  readonly queue: ReplyPath;
  readonly log: Logger;
}

/**
 * The replies of a client that ends soon: over a queue that the broker makes in one step, where it does and the user may
 * read from it, else over a declared one.
 */
export class ShortLivedReplies implements ReplyPath {
  /** Whatever the path: calls are made before it is known, and it may be another on the next connection. */
  readonly mostCalls = MOST_CALLS;
  readonly #options: ShortLivedRepliesOptions;
  readonly #made: MadeReplyQueue;
  #isRefused = false;
  #path: ReplyPath;

  constructor(options: ShortLivedRepliesOptions) {
    this.#options = options;
    this.#made = new MadeReplyQueue(options);
    this.#path = options.queue;
  }

  get name(): string {
    return this.#path.name;
  }

  async attach(peer: RabbitPeer): Promise<void> {
    const { queue, log } = this.#options;
    this.#path = this.#isRefused || madeSource(peer) === undefined ? queue : this.#made;
    try {
      await this.#path.attach(peer);
    } catch (error) {
      const isRefused = error instanceof AmqpError && error.reason === "link-detached";
      if (this.#path === queue || !isRefused || peer.live.lifetime.ended) throw error;
      log.debug({ reason: error.message }, "RabbitMQ makes no queue for replies: one is declared");
      this.#isRefused = true;
      this.#path = queue;
      await queue.attach(peer);
    }
  }

  lost(error: AmqpError): void {
    this.#path.lost(error);
  }

  close(): void {
    this.#made.close();
    this.#options.queue.close();
  }
}
