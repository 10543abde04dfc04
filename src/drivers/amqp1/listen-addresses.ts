import type { Target } from "../../messaging/target.js";
import type { NotificationSource } from "../driver.js";
import { notificationTopic } from "../notification-topic.js";
import type { Addressing } from "./addressing.js";

/** One address that is listened on. */
export interface ListenAddress {
  /** Its part of the link's name. */
  readonly label: string;
  readonly address: (addressing: Addressing) => string;
}

/** The addresses of a server: its own, that of all servers of the topic, and that of any of them. */
export function serverAddresses({ topic, exchange, server }: Target): readonly ListenAddress[] {
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

/** The addresses of a listener. The targets' exchanges are passed over, as oslo.messaging's AMQP 1.0 driver does. */
export function notificationAddresses(sources: readonly NotificationSource[]): readonly ListenAddress[] {
  const topics = new Set(sources.map(({ target, priority }) => notificationTopic(target.topic, priority)));
  return [...topics].map((topic) => ({
    label: `${topic}:notification`,
    address: (addressing) => addressing.notificationAddress(topic),
  }));
}
