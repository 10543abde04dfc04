import type { Attributes, HrTime } from "@opentelemetry/api";
import { getOrInsert } from "../collections/get-or-insert.js";
import type { MetricFamily } from "../http/prometheus-text.js";
import { RequestDurations, type RequestSeries } from "../instruments/request-series.js";
import { COUNTED, CountingInstrumentation } from "../metrics/counting-instrumentation.js";
import { MAX_SERIES } from "../metrics/message-metrics.js";
import { PACKAGE_VERSION } from "../package/package-version.js";
import type { CollectedMetric, CollectedMetrics, NoResource } from "./collected-metrics.js";
import { DURATIONS, type DurationName, instrumentName } from "./metric-names.js";
import type { OpenTelemetryMetricsOptions } from "./open-telemetry-metrics.js";
import { failedAttributes, requestAttributes } from "./rpc-attributes.js";

/**
 * The metrics of {@link OpenTelemetryMetrics} for a reader of OpenTelemetry's SDK, which collects them here: a call costs
 * no more than with `oslo-rpc/prometheus`, for the SDK is not told of each. Views of the SDK do not change them, and all
 * are cumulative.
 *
 * @example
 * ```ts
 * const counted = new OpenTelemetryMetricProducer();
 * const exported = getRpcTransport({ url: "rabbit://127.0.0.1", instrumentation: counted });
 * counted.observe("rpc", exported);
 * // new PeriodicExportingMetricReader({ exporter, metricProducers: [counted] })
 * ```
 */
export class OpenTelemetryMetricProducer extends CountingInstrumentation {
  readonly #since = now();
  readonly #most: number;

  /** Counts from now on. */
  constructor(options: Pick<OpenTelemetryMetricsOptions, "maxSeries"> = {}) {
    super(options);
    this.#most = options.maxSeries ?? MAX_SERIES;
  }

  /** All metrics as they are now, for the reader. */
  async collect(): Promise<CollectedMetrics> {
    const times = { startTime: this.#since, endTime: now() };
    const { families, requests } = this[COUNTED]();
    const counted = families.flatMap((family) => countedMetric(family, times) ?? []);
    const metrics = [...durationMetrics(requests, this.#most, times), ...counted];
    const scope = { name: "oslo-rpc", version: PACKAGE_VERSION };
    return {
      resourceMetrics: { resource: NO_RESOURCE, scopeMetrics: [{ scope, metrics }] },
      errors: [],
    };
  }
}

interface Times {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
}

const DOUBLE = 1;
const CUMULATIVE = 1;

const NO_RESOURCE: NoResource = {
  attributes: {},
  merge: () => NO_RESOURCE,
  getRawAttributes: () => [],
};

function now(): HrTime {
  const ms = Date.now();
  return [Math.floor(ms / 1000), (ms % 1000) * 1e6];
}

/** Undefined for what the conventions have a name for, for durations, and where nothing is counted yet. */
function countedMetric(family: MetricFamily, times: Times): CollectedMetric | undefined {
  const name = instrumentName(family);
  if (name === undefined || family.samples.length === 0) return undefined;
  const common = {
    descriptor: { name, description: family.help, unit: "", valueType: DOUBLE },
    aggregationTemporality: CUMULATIVE,
    dataPoints: family.samples.map(({ labels, value }) => ({ ...times, attributes: { ...labels }, value })),
  } as const;
  return family.type === "counter"
    ? { ...common, dataPointType: 3, isMonotonic: true }
    : { ...common, dataPointType: 2 };
}

/** The attributes that the SDK gives to what there is no more room for. */
const OVERFLOW: Attributes = { "otel.metric.overflow": true };

interface Point {
  readonly attributes: Attributes;
  readonly durations: RequestDurations;
}

/** Durations of one name, by their attributes: at most so many, and one for all that there is no more room for. */
class Points {
  readonly #all = new Map<string, Point>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get all(): readonly Point[] {
    return [...this.#all.values()];
  }

  add(attributes: Attributes, durations: RequestDurations): void {
    if (durations.count > 0) this.#of(attributes).durations.addAll(durations);
  }

  #of(attributes: Attributes): Point {
    const key = JSON.stringify(attributes);
    if (!this.#all.has(key) && this.#all.size >= this.#most && attributes !== OVERFLOW)
      return this.#of(OVERFLOW);
    return getOrInsert(this.#all, key, () => ({ attributes, durations: new RequestDurations() }));
  }
}

function durationMetrics(tally: Iterable<RequestSeries>, most: number, times: Times): CollectedMetric[] {
  const all: Readonly<Record<DurationName, Points>> = {
    client: new Points(most),
    server: new Points(most),
    queue: new Points(most),
  };
  for (const { facts, succeeded, failures, waits } of tally) {
    const points = facts.type === "send-request" ? all.client : all.server;
    const attributes = requestAttributes(facts);
    points.add(attributes, succeeded);
    for (const { result, type, durations } of failures) {
      points.add(failedAttributes(attributes, result, type), durations);
    }
    if (waits !== undefined) all.queue.add({ topic: facts.target.topic }, waits);
  }
  return (["client", "server", "queue"] as const).flatMap((of) =>
    all[of].all.length === 0 ? [] : [durationMetric(of, all[of].all, times)],
  );
}

function durationMetric(of: DurationName, points: readonly Point[], times: Times): CollectedMetric {
  const { name, description, bounds } = DURATIONS[of];
  return {
    descriptor: { name, description, unit: "s", valueType: DOUBLE },
    aggregationTemporality: CUMULATIVE,
    dataPointType: 0,
    dataPoints: points.map(({ attributes, durations }) => {
      const buckets = { boundaries: [...bounds], counts: durations.within(bounds) };
      return { ...times, attributes, value: { buckets, sum: durations.seconds, count: durations.count } };
    }),
  };
}
