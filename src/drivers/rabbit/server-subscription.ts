import { SharedSession } from "../../amqp/shared-session.js";
import type { Logger } from "../../log/logger.js";
import { describeTarget, type Target } from "../../messaging/target.js";
import type { IncomingRequest } from "../driver.js";
import { randomId } from "../random-id.js";
import { decodeRequest } from "./codec.js";
import type { Declarer } from "./declarer.js";
import { ManagementError } from "./management-error.js";
import { QueueConsumer, type QueueConsumerOptions } from "./queue-consumer.js";
import { RecentIds } from "./recent-ids.js";
import type { Replier } from "./replier.js";
import { RabbitRequest } from "./request.js";
import { Subscription } from "./subscription.js";
import type { Exchange, Queue, Topology } from "./topology.js";

/** Requests whose repetition is noticed: several times what the broker may have unsettled when it is lost. */
const REMEMBERED = 4_096;

const BIND_ATTEMPTS = 5;

export interface ServerSubscriptionOptions {
  readonly target: Target;
  readonly onRequest: (request: IncomingRequest) => void;
  readonly topology: Topology;
  readonly credit: number;
  readonly concurrency: number | undefined;
  readonly retryDelay: number;
  readonly replier: Replier;
  readonly log: Logger;
}

/** Subscribes a server: to the queue of its topic, its own and a private one for fanout. */
export function subscribeServer(options: ServerSubscriptionOptions): Subscription {
  const { target, topology, credit, concurrency, retryDelay, replier, log, onRequest } = options;
  const taken = new RecentIds(REMEMBERED);
  const session = new SharedSession();
  const { topic, server } = target;
  const exchange = topology.exchangeOf(target);
  const bound = (key: string) => ({
    queue: () => key,
    declare: (declarer: Declarer) => declareBound(declarer, topology, exchange, key),
  });
  const fanout = topology.fanoutExchange(topic);
  const declarations: readonly Pick<QueueConsumerOptions, "label" | "queue" | "declare" | "isPrivate">[] = [
    { label: topic, ...bound(topology.keyOf({ topic })) },
    { label: `${topic}.${server}`, ...bound(topology.keyOf({ topic, server })) },
    {
      label: `${topic}_fanout`,
      // A new name each time: the broker may hold the former one for a connection it takes to be alive.
      queue: () => `${fanout.name}_${randomId()}`,
      declare: (declarer, queue) => declareAndBind(declarer, fanout, topology.privateQueue(queue), topic),
      isPrivate: true,
    },
  ];
  return new Subscription({
    place: describeTarget(target),
    consumers: (onDelivery) =>
      declarations.map(
        (declaration) =>
          new QueueConsumer({
            ...declaration,
            session,
            credit,
            window: concurrency,
            retryDelay,
            onDelivery,
            log,
          }),
      ),
    onMessage: (delivery, { fields, ttl }) => {
      const request = new RabbitRequest(delivery, decodeRequest(fields), { ttl, replier, log, taken });
      if (request.isRepeated) request.acknowledge();
      else onRequest(request);
    },
    topology,
    retryDelay,
    log,
  });
}

/** Declares a topic exchange and a queue bound to it with a key. */
export function declareBound(
  declarer: Declarer,
  topology: Topology,
  exchange: string,
  key: string,
  queue: string = key,
): Promise<void> {
  return declareAndBind(declarer, topology.topicExchange(exchange), topology.topicQueue(queue), key);
}

async function declareAndBind(
  declarer: Declarer,
  exchange: Exchange,
  queue: Queue,
  key: string,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await declarer.declareExchange(exchange);
    await declarer.declareQueue(queue);
    try {
      await declarer.bind(queue.name, exchange.name, key);
      return;
    } catch (error) {
      // An auto-delete exchange goes with its last binding, which may have gone since it was declared.
      const isMissing = error instanceof ManagementError && /\bno (exchange|queue)\b/.test(error.message);
      if (!isMissing || attempt === BIND_ATTEMPTS) throw error;
    }
  }
}
