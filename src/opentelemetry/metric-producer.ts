import type { Attributes, HrTime } from "@opentelemetry/api";
import type { MetricFamily } from "../http/prometheus-text.js";
import type { RequestDurations, RequestSeries } from "../instruments/request-series.js";
import { COUNTED, CountingInstrumentation } from "../metrics/counting-instrumentation.js";
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

  /** Counts from now on. */
  constructor(options: Pick<OpenTelemetryMetricsOptions, "maxSeries"> = {}) {
    super(options);
  }

  /** All metrics as they are now, for the reader. */
  async collect(): Promise<CollectedMetrics> {
    const times = { startTime: this.#since, endTime: now() };
    const { families, requests } = this[COUNTED]();
    const counted = families.flatMap((family) => countedMetric(family, times) ?? []);
    const metrics = [...durationMetrics(requests, times), ...counted];
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

/** Durations of one name, by their attributes. */
type Points = Map<string, { readonly attributes: Attributes; readonly durations: RequestDurations[] }>;

function durationMetrics(tally: Iterable<RequestSeries>, times: Times): CollectedMetric[] {
  const all: Readonly<Record<DurationName, Points>> = {
    client: new Map(),
    server: new Map(),
    queue: new Map(),
  };
  for (const { facts, succeeded, failures, waits } of tally) {
    const points = facts.type === "send-request" ? all.client : all.server;
    const attributes = requestAttributes(facts);
    add(points, attributes, succeeded);
    for (const { result, type, durations } of failures) {
      add(points, failedAttributes(attributes, result, type), durations);
    }
    if (waits !== undefined) add(all.queue, { topic: facts.target.topic }, waits);
  }
  return (["client", "server", "queue"] as const).flatMap((of) =>
    all[of].size === 0 ? [] : [durationMetric(of, all[of], times)],
  );
}

function add(points: Points, attributes: Attributes, durations: RequestDurations): void {
  if (durations.count === 0) return;
  const key = JSON.stringify(attributes);
  const known = points.get(key);
  if (known === undefined) points.set(key, { attributes, durations: [durations] });
  else known.durations.push(durations);
}

function durationMetric(of: DurationName, points: Points, times: Times): CollectedMetric {
  const { name, description, bounds } = DURATIONS[of];
  return {
    descriptor: { name, description, unit: "s", valueType: DOUBLE },
    aggregationTemporality: CUMULATIVE,
    dataPointType: 0,
    dataPoints: [...points.values()].map(({ attributes, durations }) => {
      const counts = new Array<number>(bounds.length + 1).fill(0);
      for (const one of durations) {
        one.within(bounds).forEach((count, index) => {
          counts[index] = (counts[index] as number) + count;
        });
      }
      const sum = durations.reduce((seconds, one) => seconds + one.seconds, 0);
      const count = durations.reduce((total, one) => total + one.count, 0);
      return { ...times, attributes, value: { buckets: { boundaries: [...bounds], counts }, sum, count } };
    }),
  };
}
