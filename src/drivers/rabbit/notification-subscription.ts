import { SharedSession } from "../../amqp/client/shared-session.js";
import { groupBy } from "../../collections/group-by.js";
import type { IncomingNotification, NotificationSource } from "../driver.js";
import { notificationTopic } from "../notification-topic.js";
import { decodeNotification } from "./codec.js";
import { topicDeclaration } from "./declaration.js";
import { NotificationIntake } from "./notification.js";
import { QueueConsumer } from "./queue-consumer.js";
import { redeliveryOf } from "./redelivery.js";
import { RabbitSubscription, type SubscriptionSettings } from "./subscription.js";

interface NotificationSubscriptionOptions {
  readonly sources: readonly NotificationSource[];
  readonly pool: string | undefined;
  readonly onNotification: (notification: IncomingNotification) => void;
  readonly credit: number;
}

/** Subscribes to the queues of topics and severities, or to the one queue of a pool that is bound to them all. */
export function subscribeToNotifications(
  settings: SubscriptionSettings,
  { sources, pool, onNotification, credit }: NotificationSubscriptionOptions,
): RabbitSubscription {
  const { topology } = settings;
  const bindings = sources.map(({ target, priority }) => ({
    exchange: topology.exchangeOf(target),
    key: notificationTopic(target.topic, priority),
  }));
  const session = new SharedSession();
  const intake = new NotificationIntake({ ...settings, onNotification });
  const queues = groupBy(bindings, ({ key }) => pool ?? key);
  return new RabbitSubscription({
    ...settings,
    place: `notifications of ${[...new Set(bindings.map(({ key }) => key))].join(", ")}`,
    consumers: (onDelivery) =>
      [...queues].map(
        ([queue, bound]) =>
          new QueueConsumer({
            ...settings,
            label: queue,
            declaration: () => topicDeclaration(topology, queue, bound),
            session,
            credit,
            onDelivery,
          }),
      ),
    onMessage: (delivery, { fields, redelivery }) => {
      const decoded = decodeNotification(fields);
      intake.take(delivery, decoded, redeliveryOf(decoded.uniqueId, redelivery, topology.deliveryLimit));
    },
  });
}
