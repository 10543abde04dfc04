/**
 * Metrics for Prometheus. Start with {@link PrometheusMetrics}.
 *
 * @packageDocumentation
 */

export type { Labels, MetricFamily, MetricSample } from "../http/prometheus-text.js";
export { CountingInstrumentation } from "../metrics/counting-instrumentation.js";
export type { ObservedPart } from "../metrics/health-families.js";
export type { MessageMetricsOptions } from "../metrics/message-metrics.js";
export {
  PrometheusMetrics,
  type PrometheusMetricsOptions,
  type PrometheusRegistry,
} from "./prometheus-metrics.js";
export { type MeasuredPool, workerMetrics } from "./worker-metrics.js";
