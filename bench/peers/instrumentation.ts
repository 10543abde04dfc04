import type { Tracer, TracerProvider } from "@opentelemetry/api";
import type { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import type { InstrumentationOption } from "../../src/instrumentation/index.js";

/**
 * What watches a program:
 *
 * - `plain`: nothing.
 * - `again`: nothing; beside the former it tells how much the measurement can tell.
 * - `off`: tracing that is switched off.
 * - `bare`: nothing of ours; each call and each method makes a span with OpenTelemetry's SDK, as a program by hand would.
 * - `traced`: tracing, with every call sampled and spans that go out in batches.
 * - `sampled`: tracing of one call in ten.
 * - `metrics`: metrics for Prometheus.
 * - `producer`: metrics for OpenTelemetry that a reader of its SDK collects from us.
 * - `meters`: metrics for OpenTelemetry by the instruments of its API.
 * - `records`: nothing of ours; each call and each method records its duration with OpenTelemetry's SDK.
 */
export const WATCHED = [
  "plain",
  "again",
  "off",
  "bare",
  "traced",
  "sampled",
  "metrics",
  "producer",
  "meters",
  "records",
] as const;

/** One of {@link WATCHED}. */
export type Watched = (typeof WATCHED)[number];

/** Loads nothing of OpenTelemetry for a program that is not traced. */
export async function instrumentationOf(
  watched: string = "plain",
): Promise<InstrumentationOption | undefined> {
  if (watched === "metrics") {
    const { PrometheusMetrics } = await import("../../src/prometheus/index.js");
    return new PrometheusMetrics();
  }
  if (["plain", "again", "bare", "records"].includes(watched)) return undefined;
  const { openTelemetry } = await import("../../src/opentelemetry/index.js");
  if (watched === "producer") {
    const { OpenTelemetryMetricProducer } = await import("../../src/opentelemetry/index.js");
    const counted = new OpenTelemetryMetricProducer();
    await meterProvider([counted]);
    return counted;
  }
  if (watched === "meters") {
    const { OpenTelemetryMetrics } = await import("../../src/opentelemetry/index.js");
    return new OpenTelemetryMetrics({ meterProvider: await meterProvider() });
  }
  if (watched === "off") return openTelemetry({ enabled: false });
  return openTelemetry({ tracerProvider: await batchingProvider(watched === "sampled" ? 0.1 : 1) });
}

/** Takes what would be sent. */
const nowhere = {
  export: (_all: unknown, done: (result: { code: number }) => void) => done({ code: 0 }),
  forceFlush: async () => {},
  shutdown: async () => {},
};

/** Makes the process one in which OpenTelemetry knows what runs, as its SDK for Node.js does. */
export async function manageContext(): Promise<void> {
  const { context } = await import("@opentelemetry/api");
  const { AsyncLocalStorageContextManager } = await import("@opentelemetry/context-async-hooks");
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
}

/** One that collects each second, as an impatient operator has it. */
async function meterProvider(
  metricProducers: ConstructorParameters<typeof PeriodicExportingMetricReader>[0]["metricProducers"] = [],
): Promise<MeterProvider> {
  const sdk = await import("@opentelemetry/sdk-metrics");
  const reader = new sdk.PeriodicExportingMetricReader({
    exporter: nowhere,
    exportIntervalMillis: 1_000,
    exportTimeoutMillis: 500,
    metricProducers,
  });
  return new sdk.MeterProvider({ readers: [reader] });
}

/** Begins what the program by hand does for a call, and returns what ends it. */
export type ByHand = () => () => void;

/**
 * What a `bare` or a `records` program does by hand, with the attributes that ours have; undefined for any other one.
 *
 * @param side of the call
 */
export async function byHand(
  watched: string | undefined,
  side: "client" | "server",
): Promise<ByHand | undefined> {
  if (watched === "records") {
    const histogram = (await meterProvider()).getMeter("bench").createHistogram(`rpc.${side}.call.duration`);
    const attributes = {
      "rpc.system.name": "oslo_messaging",
      "rpc.method": "EchoService/echo",
      "server.address": "127.0.0.1",
      "server.port": 5672,
    };
    return () => {
      const begun = performance.now();
      return () => histogram.record((performance.now() - begun) / 1000, attributes);
    };
  }
  if (watched !== "bare") return undefined;
  const { SpanKind } = await import("@opentelemetry/api");
  const tracer: Tracer = (await batchingProvider(1)).getTracer("bench");
  const options = {
    kind: side === "client" ? SpanKind.CLIENT : SpanKind.SERVER,
    attributes: {
      "rpc.system.name": "oslo_messaging",
      "rpc.method": "EchoService/echo",
      "messaging.system": "amqp",
      "server.address": "127.0.0.1",
      "server.port": 5672,
      "messaging.destination.name": "bench",
      "messaging.operation.name": side === "client" ? "call" : "receive",
    },
  };
  return () => {
    const span = tracer.startSpan("EchoService/echo", options);
    return () => span.end();
  };
}

async function batchingProvider(share: number): Promise<TracerProvider> {
  const { BasicTracerProvider, BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler } =
    await import("@opentelemetry/sdk-trace-base");
  const spanProcessors = [new BatchSpanProcessor(nowhere)];
  const sampling = share < 1 && {
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
  };
  return new BasicTracerProvider({ spanProcessors, ...sampling });
}
