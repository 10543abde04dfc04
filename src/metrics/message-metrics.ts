import type { MetricFamily } from "../http/prometheus-text.js";
import type {
  Instrumentation,
  InstrumentationEvent,
  Operation,
  OperationObserver,
  OperationResult,
} from "../instruments/instrumentation.js";
import { MADE_UP, type Request, RequestCache } from "../instruments/request-cache.js";
import { ConnectionStates } from "./connection-states.js";
import { type Families, makeFamilies } from "./families.js";
import { peerOf } from "./peer-labels.js";
import { clientSeries, type RequestRecorder, type RequestSeries, serverSeries } from "./request-series.js";
import { OTHER } from "./series.js";

/** Options of what is counted. */
export interface MessageMetricsOptions {
  /** Name of this process in the label `process` of oslo.metrics' names (`metrics_process_name`); default none. */
  readonly process?: string | undefined;
  /** Series of one name, at most; further ones share one whose labels are all `_OTHER`. 1000 when not given. */
  readonly maxSeries?: number | undefined;
}

/** Severities that there are: a peer may send any. */
const PRIORITIES: ReadonlySet<string | undefined> = new Set([
  "audit",
  "debug",
  "info",
  "warn",
  "error",
  "critical",
  "sample",
]);

/** Counts what passes transports. */
export class MessageMetrics implements Instrumentation {
  readonly #families: Families;
  readonly #requests: RequestCache<RequestSeries>;
  readonly #connections: ConnectionStates;

  /** @param recorderOf makes what else records the times of requests that are alike */
  constructor(
    { process = "", maxSeries = 1_000 }: MessageMetricsOptions = {},
    recorderOf?: (request: Request) => RequestRecorder,
  ) {
    const families = makeFamilies(maxSeries);
    this.#families = families;
    this.#connections = new ConnectionStates(families);
    this.#requests = new RequestCache(
      ({ isKnown, method }) => (isKnown ? method : MADE_UP),
      (request) => ({
        ...(request.type === "send-request"
          ? clientSeries(families, request, process)
          : serverSeries(families, request, process)),
        recorder: recorderOf?.(request),
      }),
    );
  }

  started(operation: Operation): OperationObserver {
    const families = this.#families;
    switch (operation.type) {
      case "handle-request": {
        const series = this.#requests.of(operation);
        series.waits?.observe(operation.waited);
        series.recorder?.waited(operation.waited);
        return new RequestObserver(series);
      }
      case "send-request":
        return new RequestObserver(this.#requests.of(operation));
      case "send-notification": {
        const { topic = "" } = operation.target;
        const priority = priorityOf(operation.notification.priority);
        return {
          ended: (result) => {
            families.notificationsSent.of({ topic, priority, result }).value += 1;
          },
        };
      }
      case "handle-notifications": {
        const { notifications } = operation;
        const priority = priorityOf(notifications[0]?.priority);
        return {
          ended: (result) => {
            families.notificationsHandled.of({ priority, result }).value += notifications.length;
          },
        };
      }
    }
  }

  happened(event: InstrumentationEvent): void {
    const families = this.#families;
    const peer = peerOf(event.transport);
    switch (event.type) {
      case "connection":
        this.#connections.enter(event.transport, event.state);
        return;
      case "late-reply":
        families.lateReplies.of(peer).value += 1;
        return;
      case "redelivery":
        families.redeliveries.of({ ...peer, of: event.of }).value += 1;
        return;
      case "withdrawn":
        families.withdrawn.of(peer).value += 1;
        return;
      case "unreadable":
        families.unreadable.of(peer).value += 1;
        return;
      case "heartbeat-sent":
        families.heartbeats.of({ ...peer, direction: "sent" }).value += 1;
        return;
      case "heartbeat-received":
        families.heartbeats.of({ ...peer, direction: "received" }).value += 1;
    }
  }

  /** All figures as they are now. */
  snapshot(): MetricFamily[] {
    return this.#families.snapshot();
  }
}

/** Counts one request. */
class RequestObserver implements OperationObserver {
  readonly #series: RequestSeries;
  readonly #begun = performance.now();

  constructor(series: RequestSeries) {
    this.#series = series;
    series.starts.value += 1;
    series.inFlight.value += 1;
  }

  ended(result: OperationResult, error?: unknown): void {
    const series = this.#series;
    series.inFlight.value -= 1;
    series.ends.value += 1;
    const seconds = (performance.now() - this.#begun) / 1000;
    series.seconds.observe(seconds);
    series.recorder?.ended(seconds, result, error);
    series.ended(result).value += 1;
    if (result !== "ok") series.failed(error instanceof Error ? error.name : OTHER).value += 1;
  }
}

function priorityOf(priority: string | undefined): string {
  return PRIORITIES.has(priority) ? (priority ?? OTHER) : OTHER;
}
