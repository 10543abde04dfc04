/**
 * Traces for OpenTelemetry, whose package `@opentelemetry/api` the program has to have. Start with {@link openTelemetry}.
 *
 * @packageDocumentation
 */

export { type OpenTelemetryOptions, openTelemetry } from "./open-telemetry.js";
