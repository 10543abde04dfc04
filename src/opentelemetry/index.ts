/**
 * Traces and metrics for OpenTelemetry, whose package `@opentelemetry/api` the program has to have. Start with
 * {@link openTelemetry} and {@link OpenTelemetryMetrics}.
 *
 * @packageDocumentation
 */

export type { ObservedPart } from "../metrics/health-families.js";
export { type OpenTelemetryOptions, openTelemetry } from "./open-telemetry.js";
export { OpenTelemetryMetrics, type OpenTelemetryMetricsOptions } from "./open-telemetry-metrics.js";
