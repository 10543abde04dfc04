import { SharedSession } from "../../amqp/client/shared-session.js";
import type { NotificationSource } from "../driver.js";
import { notificationTopic } from "../notification-topic.js";
import { decodeNotification } from "./codec.js";
import { topicDeclaration } from "./declaration.js";
import { NotificationIntake, type NotificationIntakeOptions } from "./notification.js";
import { QueueConsumer } from "./queue-consumer.js";
import { redeliveryOf } from "./redelivery.js";
import { RabbitSubscription } from "./subscription.js";
import type { Topology } from "./topology.js";

export interface NotificationSubscriptionOptions extends NotificationIntakeOptions {
  readonly sources: readonly NotificationSource[];
  readonly pool: string | undefined;
  readonly topology: Topology;
  readonly credit: number;
  readonly retryDelay: number;
  /** ms (`rabbit_redeclare_interval`) */
  readonly redeclareInterval: number;
}

/** Subscribes to the queues of topics and severities, or to the one queue of a pool that is bound to them all. */
export function subscribeToNotifications(options: NotificationSubscriptionOptions): RabbitSubscription {
  const { sources, pool, topology, credit, retryDelay, redeclareInterval, log } = options;
  const bindings = sources.map(({ target, priority }) => ({
    exchange: topology.exchangeOf(target),
    key: notificationTopic(target.topic, priority),
  }));
  const session = new SharedSession();
  const intake = new NotificationIntake(options);
  const queues = new Map<string, typeof bindings>();
  for (const binding of bindings) {
    const queue = pool ?? binding.key;
    queues.set(queue, [...(queues.get(queue) ?? []), binding]);
  }
  return new RabbitSubscription({
    place: `notifications of ${[...new Set(bindings.map(({ key }) => key))].join(", ")}`,
    consumers: (onDelivery) =>
      [...queues].map(
        ([queue, bound]) =>
          new QueueConsumer({
            label: queue,
            declaration: () => topicDeclaration(topology, queue, bound),
            topology,
            session,
            credit,
            retryDelay,
            onDelivery,
            log,
          }),
      ),
    onMessage: (delivery, { fields, redelivery }) => {
      const decoded = decodeNotification(fields);
      intake.take(delivery, decoded, redeliveryOf(decoded.uniqueId, redelivery, topology.deliveryLimit));
    },
    topology,
    retryDelay,
    redeclareInterval,
    log,
    instruments: options.instruments,
  });
}
