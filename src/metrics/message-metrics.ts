import type { MetricFamily } from "../http/prometheus-text.js";
import type {
  Instrumentation,
  InstrumentationEvent,
  Operation,
  OperationObserver,
} from "../instruments/instrumentation.js";
import { OTHER, type RequestFacts, type RequestRecorder } from "../instruments/request-facts.js";
import { CountedRequest } from "../instruments/request-series.js";
import { RequestTally } from "../instruments/request-tally.js";
import { ConnectionStates } from "./connection-states.js";
import { type Families, makeFamilies } from "./families.js";
import { peerOf } from "./peer-labels.js";
import { showRequests } from "./request-families.js";

/** Options of what is counted. */
export interface MessageMetricsOptions {
  /** Name of this process in the label `process` of oslo.metrics' names (`metrics_process_name`); default none. */
  readonly process?: string | undefined;
  /** Series of one name, at most; further ones share one whose labels are all `_OTHER`. 1000 when not given. */
  readonly maxSeries?: number | undefined;
}

/** Series of one name where the options do not say how many. */
export const MAX_SERIES = 1_000;
/** Series of requests, at least: they are shown in several ways. */
const REQUEST_SERIES = 4_096;

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
  /** The requests: clients and servers count them here by themselves. */
  readonly tally: RequestTally;
  readonly #process: string;
  readonly #families: Families;
  readonly #connections: ConnectionStates;

  /** @param recorderOf makes what else records the times of requests that are alike */
  constructor(
    { process = "", maxSeries = MAX_SERIES }: MessageMetricsOptions = {},
    recorderOf?: (facts: RequestFacts) => RequestRecorder,
  ) {
    this.tally = new RequestTally(recorderOf, Math.max(REQUEST_SERIES, maxSeries));
    this.#process = process;
    this.#families = makeFamilies(maxSeries);
    this.#connections = new ConnectionStates(this.#families);
  }

  started(operation: Operation): OperationObserver {
    const families = this.#families;
    switch (operation.type) {
      case "handle-request":
        return new CountedRequest(this.tally.of(operation), operation.waited);
      case "send-request":
        return new CountedRequest(this.tally.of(operation));
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
    showRequests(this.#families, this.tally, this.#process);
    return this.#families.snapshot();
  }
}

function priorityOf(priority: string | undefined): string {
  return PRIORITIES.has(priority) ? (priority ?? OTHER) : OTHER;
}
