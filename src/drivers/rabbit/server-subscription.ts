import { SharedSession } from "../../amqp/client/shared-session.js";
import { describeTarget, type Target } from "../../messaging/target.js";
import type { IncomingRequest } from "../driver.js";
import { decodeRequest } from "./codec.js";
import { topicDeclaration } from "./declaration.js";
import { fanoutQueue } from "./fanout-queue.js";
import { QueueConsumer, type QueueConsumerOptions } from "./queue-consumer.js";
import { RecentIds } from "./recent-ids.js";
import type { RabbitReplier } from "./replier.js";
import { RabbitRequest } from "./request.js";
import { RabbitSubscription, type SubscriptionSettings } from "./subscription.js";
import { WaitingTimes } from "./waiting-times.js";

/** Requests whose repetition is noticed: several times what the broker may have unsettled when it is lost. */
const REMEMBERED = 4_096;

interface ServerSubscriptionOptions {
  readonly target: Target;
  readonly onRequest: (request: IncomingRequest) => void;
  readonly credit: number;
  readonly concurrency: number | undefined;
  readonly replier: RabbitReplier;
}

/** Subscribes a server: to the queue of its topic, its own and that of its fanouts. */
export function subscribeServer(
  settings: SubscriptionSettings,
  { target, onRequest, credit, concurrency, replier }: ServerSubscriptionOptions,
): RabbitSubscription {
  const { topology, log, instruments } = settings;
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
    ...settings,
    place: describeTarget(target),
    consumers: (onDelivery) =>
      queues(onDelivery).map(
        (queue) => new QueueConsumer({ ...settings, ...queue, session, credit, window: concurrency }),
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
        instruments,
      });
      if (request.isRepeated) request.acknowledge();
      else onRequest(request);
    },
  });
}
