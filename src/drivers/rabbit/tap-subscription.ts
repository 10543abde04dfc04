import { SharedSession } from "../../amqp/client/shared-session.js";
import { Reader } from "../../amqp/codec/encoding.js";
import { readTextMap } from "../../amqp/codec/maps.js";
import { describeTarget, type Target } from "../../messaging/target.js";
import type { TapObserver, TappedMessage, UnseenTraffic } from "../tapped-message.js";
import { type DecodedBody, decodeNotification, decodeRequest } from "./codec.js";
import type { Declaration } from "./declaration.js";
import { PrivateName } from "./private-names.js";
import { QueueConsumer } from "./queue-consumer.js";
import { RabbitSubscription, type SubscriptionSettings } from "./subscription.js";
import type { Topology } from "./topology.js";

/** The beginning of the names of queues that tap. */
const PREFIX = "oslo-rpc-tap";

/** Messages that the broker keeps for a tap that is too slow; older ones give way. */
const MOST_WAITING = 10_000;

/** ms between two looks whether a topic has an exchange for fanouts, which its first server makes. */
const LOOK_EVERY = 2_000;

/** Messages that the broker may have on the way. */
const CREDIT = 500;

const UNSEEN: UnseenTraffic = {
  what: "replies: over RabbitMQ they go straight to the queues of their clients. What comes faster than it is shown is lost uncounted",
  replies: true,
};

/**
 * Taps topics through a queue of its own, which gets a copy of what is published to their exchanges. Nothing that others
 * use is declared or changed.
 */
export function tapTopics(
  settings: SubscriptionSettings,
  targets: readonly Target[],
  observer: TapObserver,
): RabbitSubscription {
  const { topology } = settings;
  const name = new PrivateName({ names: topology.privateNames, prefix: PREFIX });
  const session = new SharedSession();
  const declaration = () => declarationOf(targets, topology, name.value);
  observer.blind(UNSEEN);
  return new RabbitSubscription({
    ...settings,
    redeclareInterval: LOOK_EVERY,
    instruments: undefined,
    place: `a tap of ${targets.map(describeTarget).join("; ")}`,
    consumers: (onDelivery) => [
      new QueueConsumer({
        ...settings,
        label: PREFIX,
        declaration,
        name,
        isPrivate: true,
        source: async (_live, address) => ({ address, settled: true }),
        session,
        credit: CREDIT,
        onDelivery,
      }),
    ],
    onMessage: (delivery, body) => {
      delivery.accept();
      const message = readTapped(body, delivery.bytes.length, targets, topology);
      if (message !== undefined) observer.seen(message);
    },
  });
}

/** `TOPIC.#` is the topic, its servers, and the severities of its notifications. */
function declarationOf(targets: readonly Target[], topology: Topology, name: string): Declaration {
  const queue = {
    ...topology.privateQueue(name),
    arguments: { "x-max-length": MOST_WAITING, "x-overflow": "drop-head" },
  };
  const bindings = targets.flatMap((target) => {
    const exchange = topology.topicExchange(topology.exchangeOf(target));
    const fanout = topology.fanoutExchange(target.topic);
    return [
      { exchange, key: `${target.topic}.#`, use: "as it is" as const },
      { exchange: fanout, key: "", use: "if there" as const },
    ];
  });
  return { queue, bindings };
}

function readTapped(
  { fields, annotations }: DecodedBody,
  size: number,
  targets: readonly Target[],
  topology: Topology,
): TappedMessage | undefined {
  const seenAt = performance.timeOrigin + performance.now();
  const route = annotations === undefined ? undefined : readTextMap(new Reader(annotations));
  const [exchange, key = ""] = [route?.get("x-exchange"), route?.get("x-routing-key")];
  const fanout = targets.find(({ topic }) => topology.fanoutExchange(topic).name === exchange);
  const keyed = targets.find(
    (target) => topology.exchangeOf(target) === exchange && `${key}.`.startsWith(`${target.topic}.`),
  );
  const of = fanout ?? keyed;
  if (of === undefined) return undefined;
  const place = { topic: of.topic, exchange: of.exchange };
  if (typeof fields.method !== "string") {
    const { message, context } = decodeNotification(fields);
    return { kind: "notification", seenAt, target: place, message, context };
  }
  const { message, context, reply } = decodeRequest(fields);
  const server = key.slice(of.topic.length + 1);
  const target =
    fanout === undefined ? { ...place, ...(server !== "" && { server }) } : { ...place, fanout: true };
  return { kind: "request", seenAt, target, message, context, id: reply?.msgId, size };
}
