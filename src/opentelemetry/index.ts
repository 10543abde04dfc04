/**
 * Traces and metrics for OpenTelemetry, whose package `@opentelemetry/api` the program has to have. Start with
 * {@link openTelemetry} and {@link OpenTelemetryMetricProducer}.
 *
 * @packageDocumentation
 */

export { CountingInstrumentation } from "../metrics/counting-instrumentation.js";
export type { ObservedPart } from "../metrics/health-families.js";
export type {
  CollectedDescription,
  CollectedHistogram,
  CollectedMetric,
  CollectedMetrics,
  CollectedPoint,
  NoResource,
} from "./collected-metrics.js";
export { OpenTelemetryMetricProducer } from "./metric-producer.js";
export { type OpenTelemetryOptions, openTelemetry } from "./open-telemetry.js";
export { OpenTelemetryMetrics, type OpenTelemetryMetricsOptions } from "./open-telemetry-metrics.js";
