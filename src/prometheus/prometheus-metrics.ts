import { linesOf, type MetricFamily, PROMETHEUS_TEXT, prometheusText } from "../http/prometheus-text.js";
import { COUNTED, CountingInstrumentation } from "../metrics/counting-instrumentation.js";
import type { MessageMetricsOptions } from "../metrics/message-metrics.js";

/** The part of prom-client's `Registry` that is needed to show metrics there. */
export interface PrometheusRegistry {
  /** Adds a metric; prom-client asks it for its values by `get`. */
  registerMetric(metric: never): void;
}

/** Options of {@link PrometheusMetrics}. */
export interface PrometheusMetricsOptions extends MessageMetricsOptions {
  /** A registry of prom-client that shows these metrics beside its own; without, `metrics()` is all there is. */
  readonly registry?: PrometheusRegistry | undefined;
}

/**
 * Metrics for Prometheus of all that passes transports, with the names and labels of oslo.metrics for clients and
 * servers, and others for what it does not count.
 *
 * @example
 * ```ts
 * const metrics = new PrometheusMetrics();
 * const measured = getRpcTransport({ url: "amqp://127.0.0.1:5672", instrumentation: metrics });
 * await serveHealth({ port: 9100, of: [measured], metrics });
 * ```
 */
export class PrometheusMetrics extends CountingInstrumentation {
  /** As HTTP's header of that name has it. */
  readonly contentType: string = PROMETHEUS_TEXT;
  #shown: readonly MetricFamily[] | undefined;

  /** Counts from now on. */
  constructor({ registry, ...options }: PrometheusMetricsOptions = {}) {
    super(options);
    if (registry === undefined) return;
    for (const { name } of this.snapshot()) this.#register(registry, name);
  }

  /** All metrics as they are now, in Prometheus' text format. */
  metrics(): string {
    return prometheusText(this.snapshot());
  }

  /** All metrics as they are now: what a worker hands to its program. */
  snapshot(): MetricFamily[] {
    return this[COUNTED]().families;
  }

  /** A registry asks for each name by itself, before anything else runs. */
  #shownNow(): readonly MetricFamily[] {
    if (this.#shown === undefined) {
      this.#shown = this.snapshot();
      void Promise.resolve().then(() => {
        this.#shown = undefined;
      });
    }
    return this.#shown;
  }

  #register(registry: PrometheusRegistry, name: string): void {
    const get = async () => {
      const family = this.#shownNow().find((one) => one.name === name);
      if (family === undefined) return undefined;
      const values = linesOf(family).map(({ name: metricName, labels, value }) => ({
        metricName,
        labels,
        value,
      }));
      return { name, help: family.help, type: family.type, values, aggregator: "sum" };
    };
    registry.registerMetric({ name, get } as never);
  }
}
