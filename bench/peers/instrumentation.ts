import type { Tracer, TracerProvider } from "@opentelemetry/api";
import type { InstrumentationOption } from "../../src/instrumentation/index.js";

/**
 * What watches a program:
 *
 * - `plain`: nothing.
 * - `off`: tracing that is switched off.
 * - `bare`: nothing of ours; each call and each method makes a span with OpenTelemetry's SDK, as a program by hand would.
 * - `traced`: tracing, with every call sampled and spans that go out in batches.
 * - `sampled`: tracing of one call in ten.
 * - `metrics`: metrics for Prometheus.
 * - `meters`: metrics for OpenTelemetry.
 */
export const WATCHED = ["plain", "off", "bare", "traced", "sampled", "metrics", "meters"] as const;

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
  if (watched === "plain" || watched === "bare") return undefined;
  const { openTelemetry } = await import("../../src/opentelemetry/index.js");
  if (watched === "meters") {
    const { OpenTelemetryMetrics } = await import("../../src/opentelemetry/index.js");
    const { MeterProvider, PeriodicExportingMetricReader } = await import("@opentelemetry/sdk-metrics");
    const readers = [
      new PeriodicExportingMetricReader({
        exporter: nowhere,
        exportIntervalMillis: 1_000,
        exportTimeoutMillis: 500,
      }),
    ];
    return new OpenTelemetryMetrics({ meterProvider: new MeterProvider({ readers }) });
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

/** Begins a span, and returns what ends it. */
export type SpanStart = () => () => void;

/**
 * The spans of a `bare` program, with the attributes that ours have; undefined for any other one.
 *
 * @param side of the call
 */
export async function bareSpans(
  watched: string | undefined,
  side: "client" | "server",
): Promise<SpanStart | undefined> {
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
