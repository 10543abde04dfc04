import type { AmqpSender } from "../../amqp/client/sender.js";
import type { Outcome } from "../../amqp/codec/outcome.js";
import { MessageUndeliverable } from "../../errors/delivery-errors.js";
import type { MessagingError } from "../../errors/messaging-error.js";
import type { Logger } from "../../log/logger.js";
import { sendTold } from "../send-message.js";
import type { AttemptVerdict, SendTask } from "../send-task.js";
import { queueAddress } from "./addresses.js";
import { encodeBody } from "./codec.js";
import { RecentFailures } from "./recent-failures.js";
import { isMadeQueue, isReplyQueue } from "./reply-address.js";
import { RepeatedSendPolicy } from "./send-policy.js";

/** ms between the first attempts to reach a queue that is not there, as in Python, and the longest pause. */
const RETRY_DELAY = 250;
const RETRY_DELAY_MAX = 1_000;
/** Clients that were given up, and ms for which they are: as in Python. */
const OBSOLETE_CLIENTS = 200;
const OBSOLETE_FOR = 60_000;

export interface RabbitReplierOptions {
  readonly sender: AmqpSender;
  readonly compressed: boolean;
  /** ms (`kombu_missing_consumer_retry_timeout`) */
  readonly timeout: number;
  readonly log: Logger;
}

/** Where a reply goes, and until when it is worth anything. */
export interface RabbitReplyTo {
  readonly queue: string;
  /** Monotonic ms. */
  readonly deadline: number | undefined;
}

/** Sends replies and heartbeats to the queues of clients. */
export class RabbitReplier {
  readonly #options: RabbitReplierOptions;
  readonly #obsolete = new RecentFailures(OBSOLETE_CLIENTS, OBSOLETE_FOR);

  constructor(options: RabbitReplierOptions) {
    this.#options = options;
  }

  /** True for the name of a reply queue: a peer must not make this server write to another service's queue. */
  accepts(queue: string): boolean {
    return isReplyQueue(queue);
  }

  /**
   * Sends a reply. While its queue is not there it tries again: the client may be connecting anew. To a client that
   * was given up it is sent once: that one may be back under its name. Never rejects: a reply that cannot be delivered
   * is logged.
   */
  reply(to: RabbitReplyTo, body: string): Promise<void> {
    const { sender, timeout } = this.#options;
    const { queue } = to;
    const isObsolete = this.#obsolete.has(queue);
    const now = performance.now();
    // However little time there is, the broker has some to take it once.
    const clientIsGoneAt = now + Math.max(timeout, RETRY_DELAY);
    const giveUpAt = Math.min(clientIsGoneAt, to.deadline ?? clientIsGoneAt);
    const message = {
      encode: () => this.#encode(queue, body),
      what: "The reply",
      policy: new ReplyPolicy(isObsolete || isMadeQueue(queue) ? Number.NEGATIVE_INFINITY : giveUpAt),
      seconds: Math.max(giveUpAt - now, RETRY_DELAY) / 1000,
    };
    return new Promise((resolve) => {
      const delivered = () => {
        if (isObsolete) this.#obsolete.delete(queue);
        resolve();
      };
      const failed = (error: unknown) => {
        try {
          // A call whose time is up says nothing of its client, which may be connecting anew and call again.
          this.#failed(queue, error as MessagingError, isObsolete, giveUpAt === clientIsGoneAt);
        } finally {
          resolve();
        }
      };
      sendTold(sender, message, delivered, failed);
    });
  }

  #failed(queue: string, { code, message }: MessagingError, isObsolete: boolean, mayBeGone: boolean): void {
    const { log } = this.#options;
    const isMissing = code === "MESSAGE_UNDELIVERABLE";
    if (isMissing && !isObsolete && mayBeGone) this.#obsolete.add(queue);
    if (isMissing && isObsolete) log.warn({ queue }, "A reply is dropped: its client is gone");
    else if (isMissing) log.warn({ queue }, "A reply is dropped: its queue is not there");
    else log.warn({ queue, reason: message }, "A reply could not be delivered");
  }

  /** Sends a heartbeat, which is worth nothing when it does not get through at once. */
  heartbeat(queue: string, body: string, seconds: number): void {
    const { sender, log } = this.#options;
    const encode = () => this.#encode(queue, body);
    sender
      .send({ encode, settled: true, deadline: performance.now() + seconds * 1000, retry: 0 })
      .catch((error: Error) => log.debug({ queue, reason: error.message }, "A heartbeat was not delivered"));
  }

  #encode(queue: string, body: string): Buffer {
    return encodeBody(body, { to: queueAddress(queue), compressed: this.#options.compressed });
  }
}

/** Of one reply: sent again whatever has become of it, as its client takes the first and no other. */
class ReplyPolicy extends RepeatedSendPolicy {
  readonly repeats = true;
  readonly #giveUpAt: number;
  #delay = RETRY_DELAY;

  /** @param giveUpAt monotonic ms from which a queue that is not there counts as gone */
  constructor(giveUpAt: number) {
    super();
    this.#giveUpAt = giveUpAt;
  }

  override decided(outcome: Outcome, task: SendTask): AttemptVerdict {
    return outcome.state === "rejected" ? super.decided(outcome, task) : this.unroutable(outcome, task);
  }

  protected override unavailable(outcome: Outcome, task: SendTask): AttemptVerdict {
    return this.unroutable(outcome, task);
  }

  protected unroutable(_outcome: Outcome, { what }: SendTask): AttemptVerdict {
    const delay = this.#delay;
    this.#delay = Math.min(2 * delay, RETRY_DELAY_MAX);
    const error = new MessageUndeliverable(`${what} was not delivered: its queue is not there`);
    if (performance.now() + delay >= this.#giveUpAt) return { is: "failed", error };
    return { is: "returned", delay, error };
  }
}
