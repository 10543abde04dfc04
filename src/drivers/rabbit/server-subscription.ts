import { SharedSession } from "../../amqp/client/shared-session.js";
import type { Instruments } from "../../instruments/instruments.js";
import type { Logger } from "../../log/logger.js";
import { describeTarget, type Target } from "../../messaging/target.js";
import type { IncomingRequest } from "../driver.js";
import { decodeRequest } from "./codec.js";
import { topicDeclaration } from "./declaration.js";
import { fanoutQueue } from "./fanout-queue.js";
import { QueueConsumer, type QueueConsumerOptions } from "./queue-consumer.js";
import { RecentIds } from "./recent-ids.js";
import type { RabbitReplier } from "./replier.js";
import { RabbitRequest } from "./request.js";
import { RabbitSubscription } from "./subscription.js";
import type { Topology } from "./topology.js";
import { WaitingTimes } from "./waiting-times.js";

/** Requests whose repetition is noticed: several times what the broker may have unsettled when it is lost. */
const REMEMBERED = 4_096;

export interface ServerSubscriptionOptions {
  readonly target: Target;
  readonly onRequest: (request: IncomingRequest) => void;
  readonly topology: Topology;
  readonly credit: number;
  readonly concurrency: number | undefined;
  readonly retryDelay: number;
  /** ms (`rabbit_redeclare_interval`) */
  readonly redeclareInterval: number;
  readonly replier: RabbitReplier;
  readonly log: Logger;
  readonly instruments: Instruments | undefined;
}

/** Subscribes a server: to the queue of its topic, its own and that of its fanouts. */
export function subscribeServer(options: ServerSubscriptionOptions): RabbitSubscription {
  const { target, topology, credit, concurrency, retryDelay, redeclareInterval, replier, log, onRequest } =
    options;
  const taken = new RecentIds(REMEMBERED);
  const waitingTimes = new WaitingTimes();
  const session = new SharedSession();
  const { topic, server } = target;
  const exchange = topology.exchangeOf(target);
  const bound = (key: string) => () => topicDeclaration(topology, key, [{ exchange, key }]);
  const queues = (onDelivery: QueueConsumerOptions["onDelivery"]) => [
    { label: topic, declaration: bound(topology.keyOf({ topic })), onDelivery },
    { label: `${topic}.${server}`, declaration: bound(topology.keyOf({ topic, server })), onDelivery },
    fanoutQueue({ topic, topology, log, onDelivery }),
  ];
  return new RabbitSubscription({
    place: describeTarget(target),
    consumers: (onDelivery) =>
      queues(onDelivery).map(
        (queue) =>
          new QueueConsumer({ ...queue, topology, session, credit, window: concurrency, retryDelay, log }),
      ),
    onMessage: (delivery, { fields, ttl, sent }) => {
      const now = performance.now();
      const waited = waitingTimes.of(sent, now);
      const deadline = ttl === undefined ? undefined : now + ttl - waited;
      const request = new RabbitRequest(delivery, decodeRequest(fields), {
        deadline,
        replier,
        log,
        taken,
        instruments: options.instruments,
      });
      if (request.isRepeated) request.acknowledge();
      else onRequest(request);
    },
    topology,
    retryDelay,
    redeclareInterval,
    log,
    instruments: options.instruments,
  });
}
