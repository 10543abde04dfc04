import type { IncomingDelivery } from "../../amqp/client/receiver.js";
import type { Instruments } from "../../instruments/instruments.js";
import type { Logger } from "../../log/logger.js";
import { jittered } from "../../time/jitter.js";
import { Lifetime } from "../../time/lifetime.js";
import { rejectingUnreadable } from "../message-body.js";
import { Subscription } from "../subscriptions.js";
import { type DecodedBody, decodeBody } from "./codec.js";
import type { RabbitPeer } from "./peer.js";
import type { QueueConsumer } from "./queue-consumer.js";
import { listenError } from "./refusal.js";
import type { Topology } from "./topology.js";

/** The common settings of the subscriptions of a transport. */
export interface SubscriptionSettings {
  readonly topology: Topology;
  /** ms before what could not be set up is set up again. */
  readonly retryDelay: number;
  /** ms between two looks at whether what was declared is still there (`rabbit_redeclare_interval`); 0 never looks. */
  readonly redeclareInterval: number;
  readonly log: Logger;
  readonly instruments: Instruments | undefined;
}

interface RabbitSubscriptionOptions extends SubscriptionSettings {
  /** The place that is listened to, for messages. */
  readonly place: string;
  /** In the order they are declared. */
  readonly consumers: (onDelivery: (delivery: IncomingDelivery) => void) => readonly QueueConsumer[];
  /** Gets each message. One it throws {@link MalformedMessage} for is rejected. */
  readonly onMessage: (delivery: IncomingDelivery, body: DecodedBody) => void;
}

/** The queues one listener consumes from, on each connection again. */
export class RabbitSubscription extends Subscription {
  readonly #options: RabbitSubscriptionOptions;
  readonly #consumers: readonly QueueConsumer[];
  readonly #life = new Lifetime();
  /** From one `attach` to the next: what sets up again. */
  #attaching = new Lifetime(this.#life);
  #hasBeenReady = false;
  /** Why nothing is set up. */
  #problem: string | undefined;

  constructor(options: RabbitSubscriptionOptions) {
    super("listen on", options.place);
    this.#options = options;
    this.#consumers = options.consumers(
      rejectingUnreadable((delivery) => options.onMessage(delivery, decodeBody(delivery.bytes)), options),
    );
    for (const consumer of this.#consumers) consumer.onChange = () => this.changed();
  }

  /** True while messages of every queue can come. */
  get attached(): boolean {
    return this.#consumers.every((consumer) => consumer.attached);
  }

  /** Objects that the broker does not let be declared or consumed from, one line each. */
  get problems(): readonly string[] {
    return [this.#problem, ...this.#consumers.map(({ problem }) => problem)].filter(
      (problem) => problem !== undefined,
    );
  }

  /** Number of objects declared again because somebody had deleted them. */
  get repairs(): number {
    return this.#consumers.reduce((sum, { repairs }) => sum + repairs, 0);
  }

  /** Declares the queues and consumes from them on a new connection. */
  attach(peer: RabbitPeer): void {
    this.#attaching.end();
    const attaching = new Lifetime(this.#life, peer.live.lifetime);
    this.#attaching = attaching;
    this.#setUp(peer, [...this.#consumers], attaching);
  }

  /** One after another: a mismatch is found before anything is consumed that should not be. */
  #setUp(peer: RabbitPeer, missing: QueueConsumer[], attaching: Lifetime): void {
    attachAll(peer, missing).then(
      () => {
        if (attaching.ended) return;
        this.#hasBeenReady = true;
        this.#problem = undefined;
        this.changed();
        this.begun.resolve();
        this.#checkLater(attaching);
      },
      (error: Error) => {
        if (!attaching.ended) this.#onFailed(error, () => this.#setUp(peer, missing, attaching));
      },
    );
  }

  protected closeAll(): Promise<unknown> {
    this.#life.end();
    return Promise.all(this.#consumers.map((consumer) => consumer.close()));
  }

  /** Now and then, each at another time than others: somebody may delete what was declared. */
  #checkLater(attaching: Lifetime): void {
    const { redeclareInterval } = this.#options;
    if (redeclareInterval === 0) return;
    attaching.after(jittered(redeclareInterval), async () => {
      for (const consumer of this.#consumers) {
        await consumer.check();
        await consumer.checkDelivery();
      }
      this.#checkLater(attaching);
    });
  }

  #onFailed(error: Error, again: () => void): void {
    const { place, topology, retryDelay, log } = this.#options;
    const refusal = listenError(error, place, topology);
    if (refusal !== undefined && !this.#hasBeenReady) {
      this.begun.reject(refusal);
      return;
    }
    const reason = (refusal ?? error).message;
    if (reason !== this.#problem) log.error({ place, reason }, "Cannot listen; trying again");
    this.#problem = reason;
    this.changed();
    this.#attaching.after(retryDelay, again);
  }
}

/** Takes out of the list what is attached: from then on a consumer looks after itself. */
async function attachAll(peer: RabbitPeer, missing: QueueConsumer[]): Promise<void> {
  for (let [consumer] = missing; consumer !== undefined; [consumer] = missing) {
    await consumer.attach(peer);
    missing.shift();
  }
}
