import { type Attributes, type Span, type SpanContext, SpanKind, type SpanOptions } from "@opentelemetry/api";
import type {
  HandleNotificationsOperation,
  HandleRequestOperation,
  InstrumentedNotification,
  InstrumentedTransport,
  SendNotificationOperation,
  SendRequestOperation,
} from "../instruments/instrumentation.js";
import { MADE_UP, RequestCache } from "../instruments/request-cache.js";
import { OTHER } from "../instruments/request-facts.js";
import type { Target } from "../messaging/target.js";
import { addressAttributes, rpcAttributes } from "./rpc-attributes.js";

/** Name and options of a span that is to be started. */
export interface NewSpan {
  readonly name: string;
  readonly options: SpanOptions;
}

/** That of a request. */
export interface RequestSpan extends NewSpan {
  /** Attributes by which the conventions do not sample. The SDK copies those that a span starts with three times, these once. */
  readonly further: Attributes;
}

/** Makes the spans of a transport's operations, after the semantic conventions for RPC and for messaging. */
export class SpanMaker {
  readonly #requests = new RequestCache<RequestSpan>(
    (request) => (isMadeUp(request) ? MADE_UP : request.method),
    (request) => this.#ofRequest(request),
  );

  /** The span of a request, at either side: what it has in common with others that are alike. */
  ofRequest(request: SendRequestOperation | HandleRequestOperation): RequestSpan {
    return this.#requests.of(request);
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
      ...addressAttributes(transport),
      "messaging.system": systemOf(transport),
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

  #ofRequest(request: SendRequestOperation | HandleRequestOperation): RequestSpan {
    const { type, kind, method, service, target, transport } = request;
    const isServer = type === "handle-request";
    const name = isMadeUp(request) ? OTHER : `${service ?? target.topic}/${method}`;
    const attributes = rpcAttributes(name, transport);
    const further: Attributes = {
      "messaging.system": systemOf(transport),
      "messaging.destination.name": target.topic,
      "messaging.operation.name": isServer ? "receive" : target.fanout ? "fanout" : kind,
    };
    return { name, options: { kind: isServer ? SpanKind.SERVER : SpanKind.CLIENT, attributes }, further };
  }
}

function systemOf({ driver }: InstrumentedTransport): string {
  return driver === "rabbit" ? "rabbitmq" : driver;
}

/** Adds what the span did not start with, and what each request has for itself. */
export function describeRequest(
  span: Span,
  { further }: RequestSpan,
  request: SendRequestOperation | HandleRequestOperation,
): void {
  span.setAttributes(further);
  if (isMadeUp(request)) span.setAttribute("rpc.method_original", request.method);
  const { requestId } = request.context;
  if (requestId !== undefined) span.setAttribute("openstack.request_id", requestId);
  if (request.type === "handle-request" && request.waited > 0) {
    span.setAttribute("oslo.request.waited", request.waited);
  }
}

function isMadeUp({ type, isKnown }: SendRequestOperation | HandleRequestOperation): boolean {
  return type === "handle-request" && !isKnown;
}

function topicsOf(targets: readonly Target[]): string {
  return [...new Set(targets.map(({ topic }) => topic))].join(",");
}
