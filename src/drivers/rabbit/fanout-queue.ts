import type { IncomingDelivery } from "../../amqp/client/receiver.js";
import type { Logger } from "../../log/logger.js";
import { PrivateName } from "./private-names.js";
import type { QueueConsumerOptions } from "./queue-consumer.js";
import { StreamSource } from "./stream-source.js";
import type { Topology } from "./topology.js";

export interface FanoutQueueOptions {
  readonly topic: string;
  readonly topology: Topology;
  readonly log: Logger;
  readonly onDelivery: (delivery: IncomingDelivery) => void;
}

/** The queue that a server consumes the fanouts of its topic from: one of its own, or the stream of all servers. */
export function fanoutQueue(
  options: FanoutQueueOptions,
): Pick<
  QueueConsumerOptions,
  "label" | "declaration" | "name" | "isPrivate" | "source" | "hasMore" | "onDelivery"
> {
  const { topic, topology, log, onDelivery } = options;
  const exchange = topology.fanoutExchange(topic);
  const bindings = [{ exchange, key: topic }];
  const label = exchange.name;
  const stream = topology.fanoutStream(topic);
  if (stream === undefined) {
    const name = new PrivateName({ names: topology.privateNames, prefix: exchange.name });
    const declaration = () => ({ queue: topology.privateQueue(name.value), bindings });
    return { label, declaration, name, isPrivate: true, onDelivery };
  }
  const source = new StreamSource({ stream: stream.name, log, onDelivery });
  return {
    label,
    declaration: () => ({ queue: stream, bindings }),
    source: (live, address) => source.find(live, address),
    hasMore: (live, address) => source.hasMore(live, address),
    onDelivery: (delivery) => source.take(delivery),
  };
}
