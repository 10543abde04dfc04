import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { SpanKind } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { getRpcTransport, type RequestContext, RpcServer, type RpcTransport } from "../../src/index.js";
import { openTelemetry } from "../../src/opentelemetry/index.js";
import { PythonClient } from "../interop/support/python-client.js";
import { PythonServer } from "../interop/support/python-server.js";
import { SandboxClient, SandboxEndpoint } from "../interop/support/sandbox.js";
import { needs } from "../support/peers.js";
import { anyRabbit, suiteLimit } from "./support/rabbit.js";
import { inTracingChroot, tracingPython } from "./support/tracing-python.js";
import { useRabbit } from "./support/use-rabbit.js";

const OURS = "traced-ours";
const PYTHONS = "traced-pythons";
const untraced = tracingPython.missing();

describe("one trace over Python's client, our server, our client and Python's server", {
  ...needs(anyRabbit),
  // A Debian of its own, which the required tests do without.
  ...(untraced !== undefined && {
    skip: `${tracingPython.name} is missing (${untraced}): ${tracingPython.install}`,
  }),
  ...suiteLimit,
}, () => {
  const rabbit = useRabbit();
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  let transport: RpcTransport;
  let server: RpcServer;
  let client: PythonClient;
  let pythonServer: PythonServer;

  before(async () => {
    const instrumentation = openTelemetry({ tracerProvider });
    transport = getRpcTransport({ url: rabbit.url, instrumentation });
    const onward = new SandboxClient(transport, { topic: PYTHONS, timeout: 30 });
    class Relaying extends SandboxEndpoint {
      override echo(context: RequestContext, value: unknown): Promise<unknown> {
        return onward.prepare({ context }).echo(value);
      }
    }
    server = new RpcServer(transport, { server: "ours", topic: OURS, endpoints: [new Relaying()] });
    const traced = {
      url: rabbit.url,
      set: ["oslo_messaging_tracing.tracing_enabled=true"],
      python: inTracingChroot,
    };
    [client, pythonServer] = await Promise.all([
      PythonClient.start({ ...traced, topic: OURS }),
      PythonServer.start({ ...traced, topic: PYTHONS }),
      server.start(),
    ]);
  });
  after(async () => {
    await Promise.all([client?.stop(), pythonServer?.stop(), server?.stop()]);
    await transport?.close();
  });

  function ours(kind: SpanKind): ReadableSpan {
    return exporter.getFinishedSpans().find((span) => span.kind === kind) ?? assert.fail(SpanKind[kind]);
  }

  it("by traceparent, each the parent of the next", async () => {
    exporter.reset();
    assert.equal(await client.call("echo", { value: "traced" }), "traced");
    const [first, last] = await Promise.all([client.span(`${OURS}.echo`), pythonServer.span("echo receive")]);
    const served = ours(SpanKind.SERVER);
    const sent = ours(SpanKind.CLIENT);
    assert.equal(exporter.getFinishedSpans().length, 2);
    assert.deepEqual(
      [first.parent, served.parentSpanContext?.spanId, sent.parentSpanContext?.spanId, last.parent],
      [null, first.id, served.spanContext().spanId, sent.spanContext().spanId],
    );
    assert.deepEqual(
      [served.spanContext().traceId, sent.spanContext().traceId, last.trace],
      [first.trace, first.trace, first.trace],
    );
    assert.deepEqual([first.kind, last.kind], ["PRODUCER", "CONSUMER"]);
    await pythonServer.called("echo");
  });

  it("by osprofiler's trace_info, of which Python gets what it may have", async () => {
    exporter.reset();
    const info = {
      hmac_key: "SECRET",
      base_id: "5f7d2c8e-0f1a-4b7e-9a51-8a9d2f3c4b5a",
      parent_id: "0e2d1fd4-8f0d-4c4f-9a57-6a4b1d9a2c11",
    };
    await client.call("echo", { value: 1 }, { context: { trace_info: info } });
    const { context } = await pythonServer.called("echo");
    const passed = context.trace_info as typeof info;
    assert.deepEqual(Object.keys(passed).sort(), Object.keys(info).sort());
    assert.deepEqual([passed.hmac_key, passed.base_id], [info.hmac_key, info.base_id]);
    const sent = ours(SpanKind.CLIENT).spanContext().spanId;
    assert.equal(passed.parent_id.replaceAll("-", "").slice(16), sent);
    assert.equal(ours(SpanKind.CLIENT).parentSpanContext?.spanId, ours(SpanKind.SERVER).spanContext().spanId);
  });
});
