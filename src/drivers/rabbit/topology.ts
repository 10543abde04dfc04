import type { AmqpValue } from "../../amqp/codec/amqp-value.js";
import type { Configuration } from "../../config/configuration.js";
import { defaults } from "../../config/groups/default.js";
import { rabbit } from "../../config/groups/rabbit.js";
import { ConfigurationError } from "../../errors/setup-errors.js";
import type { Target } from "../../messaging/target.js";
import { exchangeAddress } from "./addresses.js";
import { PrivateNames } from "./private-names.js";

/** An exchange as it is declared. */
export interface Exchange {
  readonly name: string;
  readonly type: "topic" | "fanout";
  readonly durable: boolean;
  readonly autoDelete: boolean;
}

/** A queue as it is declared. */
export interface Queue {
  readonly name: string;
  readonly durable: boolean;
  /** Only this connection may consume from it, and it ends with the connection. */
  readonly exclusive: boolean;
  readonly autoDelete: boolean;
  readonly arguments: Readonly<Record<string, AmqpValue>>;
}

/** Where a message is published; an exchange of fanouts needs no key. */
export interface PublishRoute {
  readonly exchange: string;
  readonly key: string | undefined;
}

/** `x-delivery-limit` of RabbitMQ 4 where a quorum queue is declared without. */
const DELIVERY_LIMIT = 20;

/** The names and properties of exchanges and queues, as oslo.messaging's RabbitMQ driver has them. */
export class Topology {
  readonly privateNames: PrivateNames;
  readonly #configuration: Configuration;

  /** @throws {ConfigurationError} an option asks for what RabbitMQ 4, or this library, does not have. */
  constructor(configuration: Configuration) {
    this.#configuration = configuration;
    this.privateNames = new PrivateNames(configuration);
    if (configuration.get(rabbit.rabbitHaQueues)) {
      throw new ConfigurationError(
        "rabbit_ha_queues is set, and RabbitMQ 4 has no mirrored queues: use rabbit_quorum_queue",
      );
    }
    if (
      configuration.get(rabbit.rabbitStreamFanout) &&
      !configuration.get(rabbit.rabbitTransientQuorumQueue)
    ) {
      throw new ConfigurationError(
        "rabbit_stream_fanout is set without rabbit_transient_quorum_queue, which oslo.messaging refuses: set both, or neither",
      );
    }
  }

  /** The exchange of a target's topic. */
  exchangeOf({ exchange }: Target): string {
    return exchange || this.#configuration.get(defaults.controlExchange);
  }

  /** Routing key of a target, and name of the queue bound with it. */
  keyOf({ topic, server }: Target): string {
    return server ? `${topic}.${server}` : topic;
  }

  /** Where a request for the target is published. Fanout wins over a server's name. */
  route(target: Target): PublishRoute {
    if (target.fanout) return { exchange: fanoutName(target.topic), key: undefined };
    return { exchange: this.exchangeOf(target), key: this.keyOf(target) };
  }

  /** The same as an address. */
  address(target: Target): string {
    const { exchange, key } = this.route(target);
    return exchangeAddress(exchange, key);
  }

  topicExchange(name: string): Exchange {
    const autoDelete = this.#configuration.get(rabbit.amqpAutoDelete);
    return { name, type: "topic", durable: this.#durable, autoDelete };
  }

  topicQueue(name: string): Queue {
    const get = this.#configuration.get.bind(this.#configuration);
    const limits: Record<string, number> = {
      "x-delivery-limit": get(rabbit.rabbitQuorumDeliveryLimit),
      "x-max-in-memory-length": get(rabbit.rabbitQuorumMaxMemoryLength),
      "x-max-in-memory-bytes": get(rabbit.rabbitQuorumMaxMemoryBytes),
    };
    const quorum = {
      "x-queue-type": "quorum",
      ...Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== 0)),
    };
    return {
      name,
      durable: this.#durable,
      exclusive: false,
      autoDelete: get(rabbit.amqpAutoDelete),
      arguments: get(rabbit.rabbitQuorumQueue) ? quorum : {},
    };
  }

  /**
   * Number of times that a topic queue which is a quorum queue delivers a message again, unless a policy says
   * otherwise; undefined is any number of times.
   */
  get deliveryLimit(): number | undefined {
    const limit = this.#configuration.get(rabbit.rabbitQuorumDeliveryLimit) || DELIVERY_LIMIT;
    return limit < 0 ? undefined : limit;
  }

  /** The exchange is shared by all exchanges that have the topic: its name holds the topic alone. */
  fanoutExchange(topic: string): Exchange {
    const durable = this.#configuration.get(rabbit.rabbitTransientQuorumQueue);
    return { name: fanoutName(topic), type: "fanout", durable, autoDelete: true };
  }

  /** The one stream of all servers of a topic, when fanouts go through streams (`rabbit_stream_fanout`). */
  fanoutStream(topic: string): Queue | undefined {
    const get = this.#configuration.get.bind(this.#configuration);
    if (!get(rabbit.rabbitStreamFanout)) return undefined;
    const ttl = get(rabbit.rabbitTransientQueuesTtl);
    return {
      name: fanoutName(topic),
      durable: true,
      exclusive: false,
      autoDelete: false,
      arguments: { "x-queue-type": "stream", ...(ttl > 0 && { "x-max-age": `${ttl}s` }) },
    };
  }

  /** A queue of this connection. */
  privateQueue(name: string): Queue {
    return { name, durable: false, exclusive: true, autoDelete: false, arguments: {} };
  }

  /** The options that shared exchanges and queues follow, with their values. */
  get settings(): string {
    return [
      rabbit.amqpDurableQueues,
      rabbit.amqpAutoDelete,
      rabbit.rabbitQuorumQueue,
      rabbit.rabbitTransientQuorumQueue,
      rabbit.rabbitQuorumDeliveryLimit,
      rabbit.rabbitQuorumMaxMemoryLength,
      rabbit.rabbitQuorumMaxMemoryBytes,
      rabbit.rabbitStreamFanout,
      rabbit.rabbitTransientQueuesTtl,
    ]
      .map((option) => `${option.name}=${this.#configuration.get<boolean | number>(option)}`)
      .join(", ");
  }

  get #durable(): boolean {
    const { amqpDurableQueues, rabbitQuorumQueue } = rabbit;
    return this.#configuration.get(amqpDurableQueues) || this.#configuration.get(rabbitQuorumQueue);
  }
}

function fanoutName(topic: string): string {
  return `${topic}_fanout`;
}
