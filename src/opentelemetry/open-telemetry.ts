import {
  type Context,
  createContextKey,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanStatusCode,
  type Tracer,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import type {
  HandleNotificationsOperation,
  HandleRequestOperation,
  Instrumentation,
  Operation,
  OperationObserver,
  OperationResult,
  SendNotificationOperation,
  SendRequestOperation,
} from "../instruments/instrumentation.js";
import { errorType } from "../instruments/request-facts.js";
import type { ContextFields } from "../messaging/request-context.js";
import { PACKAGE_VERSION } from "../package/package-version.js";
import { activeContext, hasContextManager, runWithin } from "./active-context.js";
import { OneSpanContext } from "./one-span-context.js";
import { describeRequest, type NewSpan, SpanMaker } from "./span-attributes.js";
import { remoteSpan, type TraceInfo, traceInfoOf, writtenSpan } from "./trace-context.js";

/** Options of tracing. */
export interface OpenTelemetryOptions {
  /** False traces nothing; true when not given. */
  readonly enabled?: boolean | undefined;
  /** Makes the spans; the one that the program has registered when not given. */
  readonly tracerProvider?: TracerProvider | undefined;
}

/**
 * Traces what passes a transport, for its option `instrumentation`, or for that of one client, server or listener.
 *
 * Calls, casts and fanouts are spans of kind CLIENT and SERVER after OpenTelemetry's conventions for RPC, notifications
 * PRODUCER and CONSUMER after those for messaging. The span that sends travels in the context of the request, as
 * `traceparent` and `tracestate` (oslo.messaging 18.3), and in osprofiler's `trace_info` where the context, or
 * the request that is worked on, has one. What a method calls is a child of the method's span.
 *
 * @example
 * ```ts
 * const traced = getRpcTransport({ url: "rabbit://127.0.0.1", instrumentation: openTelemetry() });
 * ```
 */
export function openTelemetry({
  enabled = true,
  tracerProvider,
}: OpenTelemetryOptions = {}): Instrumentation {
  if (!enabled) return {};
  const provider = tracerProvider ?? trace;
  return new Tracing(provider.getTracer("oslo-rpc", PACKAGE_VERSION));
}

/** The key of osprofiler's facts about the request that is worked on. */
const TRACE_INFO = createContextKey("oslo-rpc trace_info");

class Tracing implements Instrumentation {
  readonly #tracer: Tracer;
  readonly #spans = new SpanMaker();
  #isManaged: boolean | undefined;

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  started(operation: Operation): OperationObserver {
    switch (operation.type) {
      case "send-request":
        return this.#sendRequest(operation);
      case "handle-request":
        return this.#handleRequest(operation);
      case "send-notification":
        return this.#sendNotification(operation);
      case "handle-notifications":
        return this.#handleNotifications(operation);
    }
  }

  #sendRequest(operation: SendRequestOperation): OperationObserver {
    const { fields } = operation.context;
    const current = activeContext();
    const span = this.#startRequest(operation, parentOf(current, fields));
    const info = traceInfoOf(fields) ?? (current.getValue(TRACE_INFO) as TraceInfo | undefined);
    return new SpanObserver(span, operation.type, writtenSpan(span.spanContext(), fields, info));
  }

  #handleRequest(operation: HandleRequestOperation): OperationObserver {
    const { fields } = operation.context;
    const span = this.#startRequest(operation, withSpan(ROOT_CONTEXT, remoteSpan(fields)));
    return this.#handling(span, operation.type, fields);
  }

  #sendNotification(operation: SendNotificationOperation): OperationObserver {
    const { fields } = operation.notification.context;
    const parent = parentOf(activeContext(), fields);
    const span = this.#start(this.#spans.ofSentNotification(operation), parent);
    // It may be read by many, and the key of osprofiler by none of them.
    return new SpanObserver(span, operation.type, writtenSpan(span.spanContext(), fields, undefined));
  }

  /** A single notification is a child of the span that sent it; a batch may have been sent by many. */
  #handleNotifications(operation: HandleNotificationsOperation): OperationObserver {
    const { notifications, type } = operation;
    const senders = notifications.flatMap(({ context }) => remoteSpan(context.fields) ?? []);
    const [sender] = senders;
    const isOne = notifications.length === 1;
    const parent = isOne ? withSpan(ROOT_CONTEXT, sender) : ROOT_CONTEXT;
    const span = this.#start(this.#spans.ofHandledNotifications(operation, isOne ? [] : senders), parent);
    return this.#handling(span, type, isOne ? notifications[0]?.context.fields : undefined);
  }

  #startRequest(operation: SendRequestOperation | HandleRequestOperation, parent: Context): Span {
    const described = this.#spans.ofRequest(operation);
    const span = this.#start(described, parent);
    if (span.isRecording()) describeRequest(span, described, operation);
    return span;
  }

  #start({ name, options }: NewSpan, parent: Context): Span {
    return this.#tracer.startSpan(name, options, parent);
  }

  /**
   * The span of what is worked on here is the parent of what that calls: by the active context, or where no context
   * manager keeps one, by the fields of the context that the method or endpoint gets.
   *
   * Nothing of ours keeps one: on Node.js 20 that makes every promise of the process dearer.
   */
  #handling(span: Span, type: Operation["type"], fields: ContextFields | undefined): OperationObserver {
    const info = fields === undefined ? undefined : traceInfoOf(fields);
    this.#isManaged ??= hasContextManager();
    if (!this.#isManaged) {
      return new SpanObserver(span, type, fields && writtenSpan(span.spanContext(), fields, info));
    }
    const own = new OneSpanContext(span);
    return new RunningSpan(span, type, info === undefined ? own : own.setValue(TRACE_INFO, info));
  }
}

/** The span that runs is the parent of one that sends, or else the one that the context of the message names. */
function parentOf(current: Context, fields: ContextFields): Context {
  return trace.getSpan(current) === undefined ? withSpan(current, remoteSpan(fields)) : current;
}

function withSpan(context: Context, remote: SpanContext | undefined): Context {
  if (remote === undefined) return context;
  const span = trace.wrapSpanContext(remote);
  return context === ROOT_CONTEXT ? new OneSpanContext(span) : trace.setSpan(context, span);
}

/** Results that are no fault of the side that handles: of who called, or foreseen by the definition. */
const harmless: ReadonlySet<OperationResult> = new Set(["foreseen", "refused", "requeued"]);

/** Ends a span as its operation ended. */
class SpanObserver implements OperationObserver {
  readonly contextFields: ContextFields | undefined;
  readonly #span: Span;
  readonly #type: Operation["type"];

  constructor(span: Span, type: Operation["type"], contextFields?: ContextFields) {
    this.#span = span;
    this.#type = type;
    this.contextFields = contextFields;
  }

  ended(result: OperationResult, error?: unknown): void {
    const span = this.#span;
    if (result !== "ok") this.#fail(span, result, error);
    span.end();
  }

  #fail(span: Span, result: OperationResult, error: unknown): void {
    const isRequest = this.#type === "send-request" || this.#type === "handle-request";
    span.setAttribute(isRequest ? "rpc.response.status_code" : "oslo.notification.result", result);
    if (error !== undefined) span.setAttribute("error.type", errorType(error, result));
    const isHandling = this.#type === "handle-request" || this.#type === "handle-notifications";
    if (isHandling && harmless.has(result)) return;
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : result });
    if (isHandling && error instanceof Error) span.recordException(error);
  }
}

/** One within whose span its operation runs. */
class RunningSpan extends SpanObserver {
  readonly #context: Context;

  constructor(span: Span, type: Operation["type"], context: Context) {
    super(span, type);
    this.#context = context;
  }

  run<Result>(work: () => Result): Result {
    return runWithin(this.#context, work);
  }
}
