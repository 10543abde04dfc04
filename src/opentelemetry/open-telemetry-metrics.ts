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
import type { OperationResult } from "../instruments/instrumentation.js";
import { errorType, type RequestFacts, type RequestRecorder } from "../instruments/request-facts.js";
import { COUNTED, CountingInstrumentation } from "../metrics/counting-instrumentation.js";
import type { MessageMetricsOptions } from "../metrics/message-metrics.js";
import { PACKAGE_VERSION } from "../package/package-version.js";
import { DURATIONS, type DurationName, instrumentName } from "./metric-names.js";
import { failedAttributes, requestAttributes } from "./rpc-attributes.js";

/** Options of {@link OpenTelemetryMetrics}. */
export interface OpenTelemetryMetricsOptions extends Pick<MessageMetricsOptions, "maxSeries"> {
  /** Makes the instruments; the one that the program has registered before when not given. */
  readonly meterProvider?: MeterProvider | undefined;
}

/**
 * Metrics for OpenTelemetry of all that passes transports: the durations of its conventions for RPC, and what
 * `PrometheusMetrics` counts under names of this library's own.
 *
 * An exporter for Prometheus shows the latter under the same names as `oslo-rpc/prometheus` does. The SDK takes its time
 * for each duration: `OpenTelemetryMetricProducer` counts the same for next to nothing.
 *
 * @example
 * ```ts
 * const counted = new OpenTelemetryMetrics();
 * const exported = getRpcTransport({ url: "rabbit://127.0.0.1", instrumentation: counted });
 * counted.observe("rpc", exported);
 * ```
 */
export class OpenTelemetryMetrics extends CountingInstrumentation {
  /** Counts from now on. */
  constructor({ meterProvider = metrics.getMeterProvider(), ...options }: OpenTelemetryMetricsOptions = {}) {
    const meter = meterProvider.getMeter("oslo-rpc", PACKAGE_VERSION);
    const durations = durationsOf(meter);
    super(options, (facts) => new DurationRecorder(facts, durations));
    const instruments = new Map<string, Observable>();
    for (const family of this[COUNTED]().families) {
      const instrument = instrumentOf(meter, family);
      if (instrument !== undefined) instruments.set(family.name, instrument);
    }
    meter.addBatchObservableCallback(
      (result) => this.#observe(result, instruments),
      [...instruments.values()],
    );
  }

  #observe(result: BatchObservableResult, instruments: ReadonlyMap<string, Observable>): void {
    for (const { name, samples } of this[COUNTED]().families) {
      const instrument = instruments.get(name);
      if (instrument === undefined) continue;
      for (const { labels, value } of samples) result.observe(instrument, value, { ...labels });
    }
  }
}

type Durations = Readonly<Record<DurationName, Histogram>>;

function durationsOf(meter: Meter): Durations {
  const histogram = (of: DurationName) => {
    const { name, description, bounds } = DURATIONS[of];
    return meter.createHistogram(name, {
      description,
      unit: "s",
      advice: { explicitBucketBoundaries: [...bounds] },
    });
  };
  return { client: histogram("client"), server: histogram("server"), queue: histogram("queue") };
}

/** The instrument of a figure that is counted; undefined for what the conventions have a name for, or what is a duration. */
function instrumentOf(meter: Meter, family: MetricFamily): Observable | undefined {
  const name = instrumentName(family);
  if (name === undefined) return undefined;
  const { type, help: description } = family;
  return type === "counter"
    ? meter.createObservableCounter(name, { description })
    : meter.createObservableGauge(name, { description });
}

/** Records the durations of requests that are alike. */
class DurationRecorder implements RequestRecorder {
  readonly #duration: Histogram;
  readonly #queue: Histogram;
  readonly #topic: Attributes;
  readonly #attributes: Attributes;

  constructor(facts: RequestFacts, durations: Durations) {
    this.#duration = facts.type === "send-request" ? durations.client : durations.server;
    this.#queue = durations.queue;
    this.#topic = { topic: facts.target.topic };
    this.#attributes = requestAttributes(facts);
  }

  waited(seconds: number): void {
    this.#queue.record(seconds, this.#topic);
  }

  ended(seconds: number, result: OperationResult, error: unknown): void {
    const attributes =
      result === "ok"
        ? this.#attributes
        : failedAttributes(this.#attributes, result, errorType(error, result));
    this.#duration.record(seconds, attributes);
  }
}
