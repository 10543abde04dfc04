import {
  type Attributes,
  type BatchObservableResult,
  type Histogram,
  type Meter,
  type MeterProvider,
  metrics,
  type Observable,
} from "@opentelemetry/api";
import type { MetricFamily } from "../http/prometheus-text.js";
import type {
  Instrumentation,
  InstrumentationEvent,
  Operation,
  OperationObserver,
  OperationResult,
} from "../instruments/instrumentation.js";
import type { Request } from "../instruments/request-cache.js";
import { healthFamilies, type ObservedPart } from "../metrics/health-families.js";
import { MessageMetrics, type MessageMetricsOptions } from "../metrics/message-metrics.js";
import type { RequestRecorder } from "../metrics/request-series.js";
import { PACKAGE_VERSION } from "../package/package-version.js";
import { errorType, OTHER, rpcAttributes } from "./rpc-attributes.js";

/** Options of {@link OpenTelemetryMetrics}. */
export interface OpenTelemetryMetricsOptions extends Pick<MessageMetricsOptions, "maxSeries"> {
  /** Makes the instruments; the one that the program has registered before when not given. */
  readonly meterProvider?: MeterProvider | undefined;
}

/** Seconds, as the convention advises. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** Waits for a method to end are shorter. */
const SHORT_BOUNDS = [0.001, 0.0025, ...BOUNDS];

/**
 * Metrics for OpenTelemetry of all that passes transports: the durations of its conventions for RPC, and what
 * `PrometheusMetrics` counts under names of this library's own.
 *
 * An exporter for Prometheus shows the latter under the same names as `oslo-rpc/prometheus` does.
 *
 * @example
 * ```ts
 * const counted = new OpenTelemetryMetrics();
 * const exported = getRpcTransport({ url: "rabbit://127.0.0.1", instrumentation: counted });
 * counted.observe("rpc", exported);
 * ```
 */
export class OpenTelemetryMetrics implements Instrumentation {
  readonly #messages: MessageMetrics;
  readonly #parts = new Map<string, ObservedPart>();

  /** Counts from now on. */
  constructor({ meterProvider = metrics.getMeterProvider(), ...options }: OpenTelemetryMetricsOptions = {}) {
    const meter = meterProvider.getMeter("oslo-rpc", PACKAGE_VERSION);
    const durations = durationsOf(meter);
    this.#messages = new MessageMetrics(options, (request) => new DurationRecorder(request, durations));
    const instruments = new Map<string, Observable>();
    for (const family of this.#families()) {
      const instrument = instrumentOf(meter, family);
      if (instrument !== undefined) instruments.set(family.name, instrument);
    }
    meter.addBatchObservableCallback(
      (result) => this.#observe(result, instruments),
      [...instruments.values()],
    );
  }

  started(operation: Operation): OperationObserver {
    return this.#messages.started(operation);
  }

  happened(event: InstrumentationEvent): void {
    this.#messages.happened(event);
  }

  /**
   * Shows the health of a server, a listener or a transport, and of a server how many methods run, wait and may still
   * begin, with the name as the attribute `part`.
   */
  observe(name: string, part: ObservedPart): void {
    this.#parts.set(name, part);
  }

  #families(): MetricFamily[] {
    return [...this.#messages.snapshot(), ...healthFamilies(this.#parts)];
  }

  #observe(result: BatchObservableResult, instruments: ReadonlyMap<string, Observable>): void {
    for (const { name, samples } of this.#families()) {
      const instrument = instruments.get(name);
      if (instrument === undefined) continue;
      for (const { labels, value } of samples) result.observe(instrument, value, { ...labels });
    }
  }
}

type Durations = Readonly<Record<"client" | "server" | "queue", Histogram>>;

function durationsOf(meter: Meter): Durations {
  const histogram = (name: string, description: string, explicitBucketBoundaries: number[]) =>
    meter.createHistogram(name, { description, unit: "s", advice: { explicitBucketBoundaries } });
  return {
    client: histogram("rpc.client.call.duration", "Duration of calls and casts of clients.", BOUNDS),
    server: histogram("rpc.server.call.duration", "Duration of requests at servers.", BOUNDS),
    queue: histogram(
      "oslo_rpc.server.queue",
      "Time that requests waited in the process for a method to end, of those that had to.",
      SHORT_BOUNDS,
    ),
  };
}

/** The instrument of a figure that is counted; undefined for what the conventions have a name for, or what is a duration. */
function instrumentOf(meter: Meter, { name, type, help: description }: MetricFamily): Observable | undefined {
  const [, place] = /^oslo_rpc_(\w+?)(?:_total)?$/.exec(name) ?? [];
  if (place === undefined || type === "histogram") return undefined;
  const own = `oslo_rpc.${place.replace(/^(client|server|notifications)_/, "$1.")}`;
  return type === "counter"
    ? meter.createObservableCounter(own, { description })
    : meter.createObservableGauge(own, { description });
}

/** Records the durations of requests that are alike. */
class DurationRecorder implements RequestRecorder {
  readonly #duration: Histogram;
  readonly #queue: Histogram;
  readonly #topic: Attributes;
  readonly #attributes: Attributes;

  constructor({ type, isKnown, service, method, target, transport }: Request, durations: Durations) {
    this.#duration = type === "send-request" ? durations.client : durations.server;
    this.#queue = durations.queue;
    this.#topic = { topic: target.topic };
    const name = isKnown ? `${service ?? target.topic}/${method}` : OTHER;
    this.#attributes = rpcAttributes(name, transport);
  }

  /** Most wait not at all, and each record of the SDK's takes as long as all that is counted here. */
  waited(seconds: number): void {
    if (seconds > 0) this.#queue.record(seconds, this.#topic);
  }

  ended(seconds: number, result: OperationResult, error: unknown): void {
    this.#duration.record(seconds, result === "ok" ? this.#attributes : this.#failed(result, error));
  }

  #failed(result: OperationResult, error: unknown): Attributes {
    return {
      ...this.#attributes,
      "rpc.response.status_code": result,
      "error.type": error === undefined ? result : errorType(error),
    };
  }
}
