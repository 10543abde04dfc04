import type { IncomingDelivery } from "../../amqp/client/receiver.js";
import type { AmqpError } from "../../amqp/codec/amqp-error.js";
import type { Logger } from "../../log/logger.js";
import type { Lifetime } from "../../time/lifetime.js";
import type { Timer } from "../../time/timers.js";
import type { RabbitPeer } from "./peer.js";
import { PrivateName } from "./private-names.js";
import { QueueConsumer } from "./queue-consumer.js";
import type { ReplyPath } from "./reply-path.js";
import type { Topology } from "./topology.js";

/** The beginning of a reply queue's name, before a `_`, here and in Python. */
const PREFIX = "reply";

/** Replies the broker may have on the way. */
const CREDIT = 200;
/** ms before a deleted queue is declared again; a server tries to deliver its reply every 250 ms. */
const REDECLARE_DELAY = 250;
/** ms a server tries to deliver a reply whose queue is gone. */
const SERVERS_WAIT = 60_000;

export interface ReplyQueueOptions {
  readonly onDelivery: (delivery: IncomingDelivery) => void;
  readonly topology: Topology;
  /** That of the transport. */
  readonly lifetime: Lifetime;
  readonly log: Logger;
  /** The queue has another name now: no reply to what was sent with the former one can come. */
  readonly onRenamed: (why: string) => void;
}

/** Receives the replies to all calls of a transport over a queue that it declares. */
export class ReplyQueue implements ReplyPath {
  readonly #options: ReplyQueueOptions;
  readonly #consumer: QueueConsumer;
  readonly #name: PrivateName;
  /** Runs while the connection is lost: the name is worth nothing when the servers have given it up. */
  #expiry: Timer | undefined;

  constructor(options: ReplyQueueOptions) {
    this.#options = options;
    this.#name = new PrivateName({
      names: options.topology.privateNames,
      prefix: PREFIX,
      onRenewed: options.onRenamed,
    });
    this.#consumer = new QueueConsumer({
      label: "replies",
      declaration: () => ({ queue: options.topology.privateQueue(this.#name.value), bindings: [] }),
      name: this.#name,
      // It ends with the connection: no reply that is lost with that could come again.
      source: async (_live, address) => ({ address, settled: true }),
      topology: options.topology,
      credit: CREDIT,
      retryDelay: REDECLARE_DELAY,
      onDelivery: options.onDelivery,
      log: options.log,
    });
  }

  get name(): string {
    return this.#name.value;
  }

  /** Declares the queue, under its former name if that is free. @throws {ManagementError} @throws {AmqpError} */
  attach(peer: RabbitPeer): Promise<void> {
    this.#expiry?.cancel();
    return this.#consumer.attach(peer);
  }

  /** The connection is gone. Replies still come if the queue is there again before the servers give it up. */
  lost(error: AmqpError): void {
    this.#expiry?.cancel();
    this.#expiry = this.#options.lifetime.after(SERVERS_WAIT, () => this.#name.renew(error.message));
  }

  close(): void {
    void this.#consumer.close();
  }
}
