import type { LiveConnection } from "../../amqp/client/live-connection.js";
import { AmqpReceiver, type IncomingDelivery, type ReceiverSource } from "../../amqp/client/receiver.js";
import type { SharedSession } from "../../amqp/client/shared-session.js";
import { AmqpError } from "../../amqp/codec/amqp-error.js";
import { randomId } from "../../amqp/codec/message-writer.js";
import type { Logger } from "../../log/logger.js";
import { Lifetime } from "../../time/lifetime.js";
import { queueAddress } from "./addresses.js";
import { type Declaration, declare, findMissing } from "./declaration.js";
import { Failover, isRefusal } from "./failover.js";
import { ManagementError } from "./management-error.js";
import type { RabbitPeer } from "./peer.js";
import type { PrivateName } from "./private-names.js";
import { explainRefusal } from "./refusal.js";
import type { Topology } from "./topology.js";

const TAKEN_BACK =
  "RabbitMQ has taken messages back that were not settled within its consumer timeout, and delivers them again: settle " +
  "them sooner, with a batch timeout or shorter work, or set a longer consumer-timeout by a policy for the queue";

/** Options of consuming from a queue. */
export interface QueueConsumerOptions {
  /** The part of the queue to consume, asked for on each new link; without, everything. Fails as an attach does. */
  readonly source?: (live: LiveConnection, address: string) => Promise<ReceiverSource>;
  /** Whether there is some of it that should have come and has not. Fails as an attach does. */
  readonly hasMore?: (live: LiveConnection, address: string) => Promise<boolean>;
  /** Part of the link's name, for those who look at the broker. */
  readonly label: string;
  /** The queue and what it hangs on, asked for anew each time it is declared. */
  readonly declaration: () => Declaration;
  readonly topology: Topology;
  /** Messages the broker may have on the way. */
  readonly credit: number;
  /** Messages that may be worked on at once; undefined: any number. */
  readonly window?: number | undefined;
  /** ms before a queue that was deleted, or whose node is gone, is declared again. */
  readonly retryDelay: number;
  /** Shared by the queues of one listener: RabbitMQ allows 64 sessions on a connection. */
  readonly session?: SharedSession;
  readonly onDelivery: (delivery: IncomingDelivery) => void;
  /** That of a queue that only this connection may consume from: while another has it, it gets another name. */
  readonly name?: PrivateName;
  /** The queue is this consumer's alone, and is deleted with it. */
  readonly isPrivate?: boolean;
  readonly log: Logger;
}

/** The objects of an attempt to consume: there until the next one, the end of the connection, or `close`. */
interface Use {
  readonly peer: RabbitPeer;
  readonly declaration: Declaration;
  readonly lifetime: Lifetime;
}

/** Consumes from one queue, which it declares: on each connection, and again when somebody deletes it. */
export class QueueConsumer {
  /** Called after each change of `attached`, `problem` and `repairs`, and perhaps without one. */
  onChange: () => void = () => {};
  readonly #options: QueueConsumerOptions;
  readonly #receiver: AmqpReceiver;
  readonly #failover = new Failover();
  readonly #life = new Lifetime();
  #use: Use | undefined;
  /** Monotonic ms; infinite until an attempt has succeeded. */
  #attachedAt = Number.POSITIVE_INFINITY;
  /** A binding was not there when it was last looked for, and could not be made. */
  #isUnbound = false;
  #problem: string | undefined;
  #repairs = 0;
  #hasWarned = false;

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
      onWithdrawn: () => this.#warn(),
      // RabbitMQ 4.3 delivers nothing any more to who answers with another state; it does not count as handled.
      acceptsWithdrawn: true,
      onDetached: ({ condition }) => {
        this.#again("the broker had ended the consumer", isGone(condition) && this.#hasLasted);
        return false;
      },
    });
    this.#receiver.onChange = () => this.onChange();
  }

  /** True while messages can come: the broker can send them, and the queue gets them. */
  get attached(): boolean {
    return this.#receiver.attached && !this.#isUnbound;
  }

  /** The object that the broker does not let be declared or consumed from; undefined while nothing is known of that. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Number of objects declared again because somebody had deleted them. */
  get repairs(): number {
    return this.#repairs;
  }

  /**
   * Declares the queue and begins to consume.
   *
   * @throws {ManagementError} the broker refuses to declare it.
   * @throws {AmqpError} it refuses to let it be consumed from, the connection is lost, or the consumer is closed.
   */
  async attach(peer: RabbitPeer): Promise<void> {
    try {
      await this.#attach(peer);
      this.#failover.succeeded();
    } catch (error) {
      this.#failover.failed(error, peer);
      throw error;
    }
  }

  async #attach(peer: RabbitPeer): Promise<void> {
    this.#leave();
    this.#attachedAt = Number.POSITIVE_INFINITY;
    const { declaration, lifetime } = await this.#declare(peer);
    const address = queueAddress(declaration.queue.name);
    const source = await this.#options.source?.(peer.live, address);
    if (lifetime.ended) throw consumerClosed();
    await this.#receiver.attach(peer.live, source ?? address);
    this.#attachedAt = performance.now();
    this.#isUnbound = false;
    this.#problem = undefined;
    this.onChange();
  }

  /**
   * Looks whether the queue still gets its messages, and declares again what somebody has deleted. Never rejects: what
   * cannot be declared is a problem. One that is not consumed from is declared by other means.
   */
  async check(): Promise<void> {
    const use = this.#use;
    if (use === undefined || !this.#receiver.attached) return;
    const declarer = use.peer.management.declarer(use.lifetime);
    let missing: readonly string[] = [];
    try {
      missing = await findMissing(declarer, use.declaration);
      if (use.lifetime.ended) return;
      this.#isUnbound = missing.length > 0;
      this.onChange();
      // Also where nothing is missing: it tells what the next connection would fail of.
      await declare(declarer, use.declaration);
      if (use.lifetime.ended) return;
      this.#isUnbound = false;
      this.#problem = undefined;
      if (missing.length > 0) this.#repaired(missing.join("; "));
      this.onChange();
    } catch (error) {
      if (use.lifetime.ended) return;
      const why = explainRefusal(error, this.#options.topology);
      // No answer, as during an alarm, says nothing of what is there.
      if (why === undefined && missing.length === 0) return;
      this.#report([...missing, why ?? (error as Error).message].join("; "));
    }
  }

  /** Attaches again when the broker has what it does not deliver, though it may. */
  async checkDelivery(): Promise<void> {
    const use = this.#use;
    if (use === undefined || !(await this.#isHeldUp(use))) return;
    // What has come to the broker just now may still be under way.
    await use.lifetime.pause(this.#options.retryDelay);
    if (await this.#isHeldUp(use)) this.#again("the broker did not deliver what is there", true);
  }

  async #isHeldUp({ peer, declaration, lifetime }: Use): Promise<boolean> {
    const { hasMore } = this.#options;
    if (hasMore === undefined || lifetime.ended || !this.#receiver.hasCredit) return false;
    try {
      return await hasMore(peer.live, queueAddress(declaration.queue.name));
    } catch (error) {
      // A node that refuses a look does not deliver either.
      return !lifetime.ended && isRefusal(error);
    }
  }

  /** Consumes no more. A private queue is deleted; what was taken from it can still be worked on. */
  async close(): Promise<void> {
    this.#life.end();
    const closed = this.#receiver.close();
    this.#leave();
    this.#options.name?.giveBack();
    await closed;
  }

  async #declare(peer: RabbitPeer): Promise<Use> {
    for (;;) {
      if (this.#life.ended) throw consumerClosed();
      const declaration = this.#options.declaration();
      const use = { peer, declaration, lifetime: new Lifetime(this.#life, peer.live.lifetime) };
      this.#use = use;
      try {
        await declare(peer.management.declarer(use.lifetime), declaration);
        if (use.lifetime.ended) throw consumerClosed();
        return use;
      } catch (error) {
        const { name } = this.#options;
        const isOwned = error instanceof ManagementError && error.isOwned;
        if (!isOwned) this.#discard(use);
        if (!isOwned || name === undefined || use.lifetime.ended) throw error;
        name.renew("the queue belongs to another connection");
      }
    }
  }

  #leave(): void {
    const use = this.#use;
    this.#use = undefined;
    use?.lifetime.end();
    if (use !== undefined) this.#discard(use);
  }

  /** Deletes a private queue that is of no use any more: bound, it would fill as long as the connection lasts. */
  #discard({ peer: { live, management }, declaration }: Use): void {
    const { isPrivate, log } = this.#options;
    const queue = declaration.queue.name;
    if (!isPrivate || live.lifetime.ended) return;
    management.deleteQueue(queue).catch((error: Error) => {
      log.debug({ queue, reason: error.message }, "A queue was not deleted");
    });
  }

  /** Once: each of them would say the same. */
  #warn(): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#options.log.warn({ queue: this.#use?.declaration.queue.name }, TAKEN_BACK);
  }

  /** It is not the first thing that happens to a new link: another attempt at once is no loop. */
  get #hasLasted(): boolean {
    return performance.now() - this.#attachedAt >= this.#options.retryDelay;
  }

  /** Declares again what is gone, at once or after a while. */
  #again(why: string, atOnce = false): void {
    const { retryDelay, topology } = this.#options;
    const use = this.#use;
    use?.lifetime.after(atOnce ? 0 : retryDelay, () => {
      this.attach(use.peer).then(
        () => this.#repaired(why),
        (error: Error) => {
          if (this.#life.ended || use.peer.live.lifetime.ended) return;
          this.#report(explainRefusal(error, topology) ?? error.message);
          this.#again(why);
        },
      );
    });
  }

  #repaired(what: string): void {
    this.#repairs += 1;
    this.onChange();
    const { label, log } = this.#options;
    log.warn({ consumer: label, reason: what }, "A queue is declared and bound again");
  }

  /** Each problem once, however often it is met. */
  #report(problem: string): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.onChange();
    const { label, log } = this.#options;
    log.error(
      { consumer: label, reason: problem },
      "A queue cannot be declared or consumed from; trying again",
    );
  }
}

/** True when the link ended since its queue did. */
function isGone(condition: string | undefined): boolean {
  return condition === "amqp:resource-deleted" || condition === "amqp:not-found";
}

function consumerClosed(): AmqpError {
  return new AmqpError("closed", "the consumer was closed");
}
