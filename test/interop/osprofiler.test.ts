import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { SpanKind } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import type { RequestContext } from "../../src/index.js";
import { openTelemetry } from "../../src/opentelemetry/index.js";
import { ThingClient, ThingEndpoint } from "../integration/service/thing-service.js";
import { inTracingChroot, tracingPython } from "../rabbit/support/tracing-python.js";
import { fakeTransport, serveThings } from "../unit/rpc/support.js";

const PEERS = fileURLToPath(new URL("peers", import.meta.url));
const missing = tracingPython.missing();

interface TraceInfo {
  readonly hmac_key: string;
  readonly base_id: string;
  readonly parent_id: string;
}

/** What osprofiler says of a step: ids as UUIDs, and as its drivers for OpenTelemetry shorten them. */
interface Profiled {
  readonly trace_info: TraceInfo;
  readonly signed: TraceInfo | null;
  readonly told: { readonly base_id: string; readonly parent_id: string; readonly trace_id: string };
  readonly trace: string;
  readonly parent: string;
  readonly span: string;
}

async function profiled(step: "begin" | "go-on", argument: string): Promise<Profiled> {
  const [program = "", ...args] = inTracingChroot(PEERS, "profiled.py");
  const { stdout } = await promisify(execFile)(program, [...args, step, argument], { timeout: 60_000 });
  return JSON.parse(stdout) as Profiled;
}

describe("osprofiler", {
  // A Debian of its own, which the required tests do without.
  ...(missing !== undefined && {
    skip: `${tracingPython.name} is missing (${missing}): ${tracingPython.install}`,
  }),
}, () => {
  it("begins a trace, our client and server are in it, and it goes on behind them with its key", async (test) => {
    const exporter = new InMemorySpanExporter();
    const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    const transport = fakeTransport(test, { instrumentation: openTelemetry({ tracerProvider }) });
    const onward = new ThingClient(transport, { timeout: 5 });
    class Relaying extends ThingEndpoint {
      override async echo(context: RequestContext, value?: unknown): Promise<unknown> {
        if (value === "outer") return onward.prepare({ context }).echo("inner");
        return super.echo(context, value);
      }
    }
    const endpoint = new Relaying();
    await serveThings(test, transport, { endpoints: [endpoint] });
    const first = await profiled("begin", "SECRET");
    const context = { trace_info: first.trace_info };
    await new ThingClient(transport, { timeout: 5, context }).echo("outer");
    // What a Python service behind ours would get.
    const handed = endpoint.contexts.at(-1)?.fields.trace_info as TraceInfo;
    const last = await profiled("go-on", JSON.stringify(handed));
    const spans = exporter.getFinishedSpans();
    const [innermost, , server, client] = spans;
    assert.deepEqual(
      spans.map(({ kind }) => SpanKind[kind]),
      ["SERVER", "CLIENT", "SERVER", "CLIENT"],
    );
    assert.deepEqual(new Set(spans.map((span) => span.spanContext().traceId)), new Set([first.trace]));
    assert.equal(client?.parentSpanContext?.spanId, first.span);
    assert.equal(server?.parentSpanContext?.spanId, client?.spanContext().spanId);
    assert.equal(last.trace, first.trace);
    assert.equal(last.parent, innermost?.spanContext().spanId);
    assert.deepEqual(last.told, {
      base_id: first.told.base_id,
      parent_id: handed.parent_id,
      trace_id: last.told.trace_id,
    });
    // It signs what it says over HTTP with the key that came, and reads it by the same.
    assert.deepEqual(last.signed, {
      hmac_key: "SECRET",
      base_id: first.told.base_id,
      parent_id: handed.parent_id,
    });
  });
});
