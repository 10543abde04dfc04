import { SharedSession } from "../../amqp/shared-session.js";
import type { Logger } from "../../log/logger.js";
import type { IncomingNotification, NotificationSource } from "../driver.js";
import { notificationTopic } from "../notification-topic.js";
import { decodeNotification } from "./codec.js";
import { topicDeclaration } from "./declaration.js";
import { QueueConsumer } from "./queue-consumer.js";
import { RecentIds } from "./recent-ids.js";
import { redeliveryOf } from "./redelivery.js";
import { Subscription } from "./subscription.js";
import type { Topology } from "./topology.js";

/** Notifications whose repetition is noticed: several times what the broker may have unsettled when it is lost. */
const REMEMBERED = 4_096;

export interface NotificationSubscriptionOptions {
  readonly sources: readonly NotificationSource[];
  readonly pool: string | undefined;
  readonly onNotification: (notification: IncomingNotification) => void;
  readonly topology: Topology;
  readonly credit: number;
  readonly retryDelay: number;
  /** ms (`rabbit_redeclare_interval`) */
  readonly redeclareInterval: number;
  readonly log: Logger;
}

/** Subscribes to the queues of topics and severities, or to the one queue of a pool that is bound to them all. */
export function subscribeToNotifications(options: NotificationSubscriptionOptions): Subscription {
  const { sources, pool, onNotification, topology, credit, retryDelay, redeclareInterval, log } = options;
  const bindings = sources.map(({ target, priority }) => ({
    exchange: topology.exchangeOf(target),
    key: notificationTopic(target.topic, priority),
  }));
  const session = new SharedSession();
  const handled = new RecentIds(REMEMBERED);
  const queues = new Map<string, typeof bindings>();
  for (const binding of bindings) {
    const queue = pool ?? binding.key;
    queues.set(queue, [...(queues.get(queue) ?? []), binding]);
  }
  return new Subscription({
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
      const { message, context, uniqueId } = decodeNotification(fields);
      if (uniqueId !== undefined && handled.has(uniqueId)) {
        log.warn({ uniqueId }, "A notification that came before is dropped");
        delivery.accept();
        return;
      }
      onNotification({
        message,
        context,
        redelivery: redeliveryOf(uniqueId, redelivery, topology.deliveryLimit),
        acknowledge: () => {
          // The broker delivers it again when it is lost before it hears of this.
          if (uniqueId !== undefined) handled.add(uniqueId);
          delivery.accept();
        },
        setAside: () => delivery.setAside(),
        requeue: () => delivery.release(),
      });
    },
    topology,
    retryDelay,
    redeclareInterval,
    log,
  });
}
