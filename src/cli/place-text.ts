import type { ServiceDescriptor } from "../definition/descriptor.js";

type OptionalPart = "additionalTopics" | "exchange" | "controlExchange" | "namespace";

type Place = Pick<ServiceDescriptor, "topic"> & {
  readonly [Part in OptionalPart]?: ServiceDescriptor[Part] | undefined;
};

/** Where a service listens, for people: topics, exchange and namespace. */
export function placeText({
  topic,
  additionalTopics = [],
  exchange,
  controlExchange,
  namespace,
}: Place): string {
  return [
    `topic ${[topic, ...additionalTopics].join(" and ")}`,
    ...(exchange === undefined ? [] : [`exchange ${exchange}`]),
    ...(controlExchange === undefined ? [] : [`control_exchange ${controlExchange} by default`]),
    ...(namespace === undefined ? [] : [`namespace ${namespace}`]),
  ].join(", ");
}
