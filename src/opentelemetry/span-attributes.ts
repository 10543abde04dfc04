import { type Attributes, type SpanContext, SpanKind, type SpanOptions } from "@opentelemetry/api";
import type {
  HandleNotificationsOperation,
  HandleRequestOperation,
  InstrumentedNotification,
  InstrumentedTransport,
  SendNotificationOperation,
  SendRequestOperation,
} from "../messaging/instrumentation.js";
import type { Target } from "../messaging/target.js";

/** Name and options of a span that is to be started. */
export interface NewSpan {
  readonly name: string;
  readonly options: SpanOptions;
}

/** The value of `rpc.system.name`. */
const RPC_SYSTEM = "oslo_messaging";
/** The name of a method that the server does not know: a peer may send any number of them. */
const OTHER = "_OTHER";
/** Names that are known by heart, as a client without a definition may call any. */
const REMEMBERED = 4_096;

/** Makes the spans of a transport's operations, after the semantic conventions for RPC and for messaging. */
export class SpanMaker {
  /** The attributes that all spans of a method have, by its full name. */
  readonly #methods = new Map<string, Attributes>();
  readonly #transports = new WeakMap<InstrumentedTransport, Attributes>();

  /** The span of a request, at either side. */
  ofRequest(operation: SendRequestOperation | HandleRequestOperation): NewSpan {
    const { type, kind, method, isKnown, service, target, context, transport } = operation;
    const isServer = type === "handle-request";
    const name = isServer && !isKnown ? OTHER : `${service ?? target.topic}/${method}`;
    const attributes: Attributes = {
      ...this.#ofMethod(name, transport),
      "messaging.destination.name": target.topic,
      "messaging.operation.name": isServer ? "receive" : target.fanout ? "fanout" : kind,
    };
    if (name === OTHER) attributes["rpc.method_original"] = method;
    const { requestId } = context;
    if (requestId !== undefined) attributes["openstack.request_id"] = requestId;
    return { name, options: { kind: isServer ? SpanKind.SERVER : SpanKind.CLIENT, attributes } };
  }

  /** The span of a notification that is sent. */
  ofSentNotification({ notification, target, transport }: SendNotificationOperation): NewSpan {
    const attributes = this.#ofNotifications([notification], target.topic, transport);
    attributes["messaging.operation.name"] = "send";
    attributes["messaging.operation.type"] = "send";
    return { name: `send ${target.topic}`, options: { kind: SpanKind.PRODUCER, attributes } };
  }

  /** The span of notifications that are handled, with links to the spans that sent those of a batch. */
  ofHandledNotifications(
    { notifications, targets, transport }: HandleNotificationsOperation,
    senders: readonly SpanContext[],
  ): NewSpan {
    const topic = topicsOf(targets);
    const attributes = this.#ofNotifications(notifications, topic, transport);
    attributes["messaging.operation.name"] = "process";
    attributes["messaging.operation.type"] = "process";
    const links = senders.map((context) => ({ context }));
    return { name: `process ${topic}`, options: { kind: SpanKind.CONSUMER, attributes, links } };
  }

  #ofNotifications(
    notifications: readonly InstrumentedNotification[],
    topic: string,
    transport: InstrumentedTransport,
  ): Attributes {
    const attributes: Attributes = {
      ...this.#ofTransport(transport),
      "messaging.destination.name": topic,
    };
    const [first] = notifications;
    if (notifications.length > 1) attributes["messaging.batch.message_count"] = notifications.length;
    else {
      if (first?.messageId !== undefined) attributes["messaging.message.id"] = first.messageId;
      if (first?.eventType !== undefined) attributes["oslo.notification.event_type"] = first.eventType;
    }
    if (first?.priority !== undefined) attributes["oslo.notification.priority"] = first.priority;
    return attributes;
  }

  #ofMethod(name: string, transport: InstrumentedTransport): Attributes {
    const key = `${transport.driver} ${transport.host} ${transport.port} ${name}`;
    const known = this.#methods.get(key);
    if (known !== undefined) return known;
    const attributes: Attributes = {
      "rpc.system.name": RPC_SYSTEM,
      "rpc.method": name,
      ...this.#ofTransport(transport),
    };
    if (this.#methods.size < REMEMBERED) this.#methods.set(key, attributes);
    return attributes;
  }

  #ofTransport(transport: InstrumentedTransport): Attributes {
    const known = this.#transports.get(transport);
    if (known !== undefined) return known;
    const { driver, host, port = DEFAULT_PORT } = transport;
    const attributes: Attributes = { "messaging.system": driver === "rabbit" ? "rabbitmq" : driver };
    if (host && driver !== "fake") {
      attributes["server.address"] = host;
      attributes["server.port"] = port;
    }
    this.#transports.set(transport, attributes);
    return attributes;
  }
}

const DEFAULT_PORT = 5672;

function topicsOf(targets: readonly Target[]): string {
  return [...new Set(targets.map(({ topic }) => topic))].join(",");
}
