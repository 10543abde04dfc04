import type { Target } from "../../messaging/target.js";
import type { NotificationSource } from "../driver.js";
import { notificationTopic } from "../notification-topic.js";
import type { Source } from "./subscription.js";

/**
 * The addresses that a server listens on: its own address, that of all servers of the topic, and that of any of them.
 */
export function serverSources({ topic, exchange, server }: Target): readonly Source[] {
  const targets: readonly (readonly [kind: string, target: Target])[] = [
    ["server", { topic, exchange, server }],
    ["fanout", { topic, exchange, fanout: true }],
    ["any", { topic, exchange }],
  ];
  return targets.map(([kind, target]) => ({
    label: `${topic}:${kind}`,
    address: (addressing) => addressing.rpcAddress(target),
  }));
}

/**
 * The addresses that a listener listens on. The targets' exchanges are passed over, as oslo.messaging's AMQP 1.0 driver
 * does.
 */
export function notificationSources(sources: readonly NotificationSource[]): readonly Source[] {
  const topics = new Set(sources.map(({ target, priority }) => notificationTopic(target.topic, priority)));
  return [...topics].map((topic) => ({
    label: `${topic}:notification`,
    address: (addressing) => addressing.notificationAddress(topic),
  }));
}
