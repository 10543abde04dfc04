import type { InstrumentationOption } from "../../src/instrumentation/index.js";

/** How a program is traced: not at all, with tracing switched off, or with spans that go out in batches. */
export type Traced = "plain" | "off" | "traced";

/** Loads nothing of OpenTelemetry for a program that is not traced at all. */
export async function instrumentationOf(
  traced: string = "plain",
): Promise<InstrumentationOption | undefined> {
  if (traced === "plain") return undefined;
  const { openTelemetry } = await import("../../src/opentelemetry/index.js");
  if (traced === "off") return openTelemetry({ enabled: false });
  const { BasicTracerProvider, BatchSpanProcessor } = await import("@opentelemetry/sdk-trace-base");
  const exporter = {
    export: (_spans: unknown, done: (result: { code: number }) => void) => done({ code: 0 }),
    shutdown: async () => {},
  };
  const spanProcessors = [new BatchSpanProcessor(exporter)];
  return openTelemetry({ tracerProvider: new BasicTracerProvider({ spanProcessors }) });
}
