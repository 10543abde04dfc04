import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { describe, it, type TestContext } from "node:test";
import { type Attributes, context, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AlwaysOffSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import * as conventions from "@opentelemetry/semantic-conventions/incubating";
import { type RequestContext, RpcClient, silentLogger } from "../../../src/index.js";
import {
  BatchNotificationListener,
  getNotificationTransport,
  NotificationListener,
  Notifier,
} from "../../../src/notify/index.js";
import { openTelemetry } from "../../../src/opentelemetry/index.js";
import { ThingClient, ThingEndpoint } from "../../integration/service/thing-service.js";
import { fakeTransport, serveThings } from "../rpc/support.js";

/** Tracing whose spans are kept. */
function tracing() {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  return { instrumentation: openTelemetry({ tracerProvider }), spans: () => exporter.getFinishedSpans() };
}

function byName(spans: readonly ReadableSpan[], kind: SpanKind, name: string): ReadableSpan {
  return spans.find((span) => span.kind === kind && span.name === name) ?? assert.fail(`no ${name}`);
}

/** Each span with its parent's name, `name < parent`, in the order they ended. */
function tree(spans: readonly ReadableSpan[]): readonly string[] {
  const names = new Map(
    spans.map((span) => [span.spanContext().spanId, `${SpanKind[span.kind]} ${span.name}`]),
  );
  return spans.map((span) => {
    const parent = span.parentSpanContext?.spanId;
    const name = `${SpanKind[span.kind]} ${span.name}`;
    return parent === undefined ? name : `${name} < ${names.get(parent) ?? "elsewhere"}`;
  });
}

/**
 * A server whose `who` calls `join` of the same topic before it answers.
 *
 * @param isTold whether it does so with its own context
 */
async function serveNested(test: TestContext, isTold: boolean, instrumentation = tracing()) {
  const transport = fakeTransport(test, { instrumentation: instrumentation.instrumentation });
  const inner = new ThingClient(transport, { timeout: 5 });
  class Asking extends ThingEndpoint {
    override who(ctx?: RequestContext): string {
      return this.ask(ctx) as unknown as string;
    }
    async ask(context: RequestContext | undefined): Promise<string> {
      await new Promise(setImmediate);
      return inner.prepare(isTold ? { context } : {}).join("a", "b");
    }
  }
  await serveThings(test, transport, { endpoints: [new Asking()] });
  return { client: new ThingClient(transport, { timeout: 5 }), spans: instrumentation.spans };
}

const nested = [
  "SERVER ThingService/join < CLIENT ThingService/join",
  "CLIENT ThingService/join < SERVER ThingService/who",
  "SERVER ThingService/who < CLIENT ThingService/who",
  "CLIENT ThingService/who",
];

describe("spans of requests", () => {
  it("are one tree without a context manager: what a method calls with its context is its child", async (test) => {
    const { client, spans } = await serveNested(test, true);
    assert.equal(await client.who(), "ab");
    assert.deepEqual(tree(spans()), nested);
    assert.equal(new Set(spans().map((span) => span.spanContext().traceId)).size, 1);
  });

  it("leave the promises of a program without a context manager as they are", async (test) => {
    const used = test.mock.method(AsyncLocalStorage.prototype, "run");
    const { client, spans } = await serveNested(test, true);
    assert.equal(await client.who(), "ab");
    assert.equal(spans().length, 4);
    assert.equal(used.mock.callCount(), 0);
  });

  it("that are not sampled still tell the server so, and are none", async (test) => {
    const exporter = new InMemorySpanExporter();
    const spanProcessors = [new SimpleSpanProcessor(exporter)];
    const tracerProvider = new BasicTracerProvider({ spanProcessors, sampler: new AlwaysOffSampler() });
    const transport = fakeTransport(test, { instrumentation: openTelemetry({ tracerProvider }) });
    const { endpoint } = await serveThings(test, transport);
    await new ThingClient(transport, { timeout: 5, context: { request_id: "r" } }).echo(1);
    assert.match(String(endpoint.contexts[0]?.fields.traceparent), /-00$/);
    assert.deepEqual(exporter.getFinishedSpans(), []);
  });

  it("have names, kinds and attributes of the conventions, and no others that these have words for", async (test) => {
    const { instrumentation, spans } = tracing();
    const transport = fakeTransport(test, { instrumentation, logger: silentLogger });
    const { endpoint } = await serveThings(test, transport);
    const client = new ThingClient(transport, { timeout: 5, context: { request_id: "req-1" } });
    await client.join("a");
    await client.prepare({ fanout: true }).sink(1);
    await endpoint.sunk(1);
    const target = { topic: "things", exchange: "test", namespace: "things", version: "1.2" };
    await assert.rejects(new RpcClient(transport, target, { timeout: 5 }).call("a.new.one"));
    const client1 = byName(spans(), SpanKind.CLIENT, "ThingService/join");
    const {
      ATTR_RPC_SYSTEM_NAME,
      ATTR_RPC_METHOD,
      ATTR_RPC_METHOD_ORIGINAL,
      ATTR_RPC_RESPONSE_STATUS_CODE,
      ATTR_ERROR_TYPE,
      ATTR_MESSAGING_SYSTEM,
      ATTR_MESSAGING_DESTINATION_NAME,
      ATTR_MESSAGING_OPERATION_NAME,
    } = conventions;
    const common = {
      [ATTR_RPC_SYSTEM_NAME]: "oslo_messaging",
      [ATTR_MESSAGING_SYSTEM]: "fake",
      [ATTR_MESSAGING_DESTINATION_NAME]: "things",
    };
    assert.deepEqual(client1.attributes, {
      ...common,
      [ATTR_RPC_METHOD]: "ThingService/join",
      [ATTR_MESSAGING_OPERATION_NAME]: "call",
      "openstack.request_id": "req-1",
    });
    assert.deepEqual(byName(spans(), SpanKind.SERVER, "ThingService/join").attributes, {
      ...client1.attributes,
      [ATTR_MESSAGING_OPERATION_NAME]: "receive",
    });
    assert.equal(
      byName(spans(), SpanKind.CLIENT, "ThingService/sink").attributes[ATTR_MESSAGING_OPERATION_NAME],
      "fanout",
    );
    const refused = byName(spans(), SpanKind.SERVER, "_OTHER");
    assert.deepEqual(refused.attributes, {
      ...common,
      [ATTR_RPC_METHOD]: "_OTHER",
      [ATTR_RPC_METHOD_ORIGINAL]: "a.new.one",
      [ATTR_MESSAGING_OPERATION_NAME]: "receive",
      [ATTR_RPC_RESPONSE_STATUS_CODE]: "refused",
      [ATTR_ERROR_TYPE]: "NoSuchMethod",
    });
    const words: ReadonlySet<unknown> = new Set(Object.values(conventions));
    const ours = new Set(spans().flatMap(({ attributes }) => Object.keys(attributes)));
    const unknown = [...ours].filter((name) => !words.has(name));
    assert.deepEqual(unknown, ["openstack.request_id"]);
  });

  it("name the server's address over a wire", async (test) => {
    const { instrumentation, spans } = tracing();
    const url = "amqp://127.0.0.1:1";
    const transport = fakeTransport(test, { instrumentation, url, logger: silentLogger });
    await assert.rejects(new ThingClient(transport, { timeout: 0.05 }).who());
    const [{ attributes } = assert.fail()] = spans();
    assert.deepEqual(
      [attributes[conventions.ATTR_SERVER_ADDRESS], attributes[conventions.ATTR_SERVER_PORT]],
      ["127.0.0.1", 1],
    );
    assert.equal(attributes[conventions.ATTR_RPC_RESPONSE_STATUS_CODE], "timeout");
  });

  it("start with the attributes by which the conventions sample", async (test) => {
    const seen: Attributes[] = [];
    const sampler: Sampler = {
      shouldSample: (_context, _traceId, _name, _kind, attributes) => {
        seen.push({ ...attributes });
        return { decision: SamplingDecision.NOT_RECORD };
      },
      toString: () => "seeing",
    };
    const tracerProvider = new BasicTracerProvider({ sampler });
    const url = "amqp://127.0.0.1:1";
    const instrumentation = openTelemetry({ tracerProvider });
    const transport = fakeTransport(test, { instrumentation, url, logger: silentLogger });
    await assert.rejects(new ThingClient(transport, { timeout: 0.05 }).who());
    assert.deepEqual(seen, [
      {
        [conventions.ATTR_RPC_SYSTEM_NAME]: "oslo_messaging",
        [conventions.ATTR_RPC_METHOD]: "ThingService/who",
        [conventions.ATTR_SERVER_ADDRESS]: "127.0.0.1",
        [conventions.ATTR_SERVER_PORT]: 1,
      },
    ]);
  });

  it("tell how a request ended; what the caller did wrong is no error of the server", async (test) => {
    const { instrumentation, spans } = tracing();
    const transport = fakeTransport(test, { instrumentation, logger: silentLogger });
    await serveThings(test, transport);
    const client = new ThingClient(transport, { timeout: 5 });
    await assert.rejects(client.fail("declared"));
    await assert.rejects(client.fail("boom"));
    await assert.rejects(client.join(5 as never));
    await assert.rejects(client.prepare({ version: "3.0" }).who());
    await assert.rejects(client.prepare({ signal: AbortSignal.abort(new Error("enough")) }).who());
    await transport.close();
    await assert.rejects(client.who());
    assert.deepEqual(
      spans().map(({ kind, status, attributes, events }) => [
        SpanKind[kind],
        attributes["rpc.response.status_code"],
        attributes["error.type"],
        SpanStatusCode[status.code],
        events.length,
      ]),
      [
        ["SERVER", "foreseen", "NotReady", "UNSET", 0],
        ["CLIENT", "foreseen", "NotReady", "ERROR", 0],
        ["SERVER", "error", "TypeError", "ERROR", 1],
        ["CLIENT", "error", "RuntimeError", "ERROR", 0],
        ["CLIENT", "refused", "InvalidArguments", "ERROR", 0],
        ["SERVER", "refused", "UnsupportedVersion", "UNSET", 0],
        ["CLIENT", "refused", "UnsupportedVersion", "ERROR", 0],
        ["CLIENT", "aborted", "Error", "ERROR", 0],
        ["CLIENT", "undelivered", "MessageDeliveryFailure", "ERROR", 0],
      ],
    );
  });

  it("are none when it is switched off", async (test) => {
    const transport = fakeTransport(test, { instrumentation: openTelemetry({ enabled: false }) });
    assert.equal(transport.instruments, undefined);
  });

  it("continue the trace that the request's context names, where nothing else runs", async (test) => {
    const { instrumentation, spans } = tracing();
    const transport = fakeTransport(test, { instrumentation });
    const { endpoint } = await serveThings(test, transport);
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03";
    const context = { traceparent, tracestate: "vendor=1", request_id: "r" };
    await new ThingClient(transport, { timeout: 5, context }).echo(1);
    const [server, client] = spans();
    assert.equal(client?.parentSpanContext?.spanId, "b7ad6b7169203331");
    assert.equal(client?.spanContext().traceId, "0af7651916cd43dd8448eb211c80319c");
    assert.equal(server?.parentSpanContext?.spanId, client?.spanContext().spanId);
    const fields = endpoint.contexts[0]?.fields;
    assert.equal(
      fields?.traceparent,
      `00-0af7651916cd43dd8448eb211c80319c-${server?.spanContext().spanId}-01`,
    );
    assert.equal(fields?.tracestate, "vendor=1");
  });

  it("pass on what osprofiler sends, with themselves as the parent, and no more than it sends", async (test) => {
    const instrumentation = tracing();
    const { client, spans } = await serveNested(test, true, instrumentation);
    const info = {
      hmac_key: "SECRET",
      base_id: "5f7d2c8e-0f1a-4b7e-9a51-8a9d2f3c4b5a",
      parent_id: "0e2d1fd4-8f0d-4c4f-9a57-6a4b1d9a2c11",
    };
    const seen: RequestContext[] = [];
    const looking = fakeTransport(test, { instrumentation: instrumentation.instrumentation });
    const { endpoint } = await serveThings(test, looking);
    await new ThingClient(looking, { timeout: 5, context: { trace_info: info } }).echo(1);
    seen.push(...endpoint.contexts);
    const [sent] = spans().filter(({ kind }) => kind === SpanKind.CLIENT);
    assert.equal(sent?.spanContext().traceId, "5f7d2c8e0f1a4b7e9a518a9d2f3c4b5a");
    assert.equal(sent?.parentSpanContext?.spanId, "9a576a4b1d9a2c11");
    const passed = seen[0]?.fields.trace_info as Record<string, string>;
    assert.deepEqual(Object.keys(passed).sort(), ["base_id", "hmac_key", "parent_id"]);
    assert.deepEqual([passed.hmac_key, passed.base_id], [info.hmac_key, info.base_id]);
    const [handled] = spans().filter(({ kind }) => kind === SpanKind.SERVER);
    assert.equal(passed.parent_id?.replaceAll("-", "").slice(16), handled?.spanContext().spanId);
    assert.equal(handled?.parentSpanContext?.spanId, sent?.spanContext().spanId);
    await client.prepare({ context: { trace_info: info } }).who();
    assert.deepEqual(tree(spans()).slice(2), [...nested.slice(0, 3), `${nested[3]} < elsewhere`]);
    assert.ok(!JSON.stringify(spans().map(({ attributes }) => attributes)).includes("SECRET"));
  });
});

describe("spans of requests with a context manager", () => {
  it("are children of the span that runs", async (test) => {
    const manager = new AsyncLocalStorageContextManager().enable();
    context.setGlobalContextManager(manager);
    test.after(() => context.disable());
    const { client, spans } = await serveNested(test, false);
    await client.who();
    assert.deepEqual(tree(spans()), nested);
  });
});

describe("spans of notifications", () => {
  it("of one are a child of its sender's, of a batch they have links to them", async (test) => {
    const { instrumentation, spans } = tracing();
    const url = "fake://traced-notifications";
    const notifications = getNotificationTransport({ url, instrumentation, logger: silentLogger });
    test.after(() => notifications.close());
    const notifier = new Notifier(notifications, { driver: "messaging", topics: ["single"] });
    let tellHandled = () => {};
    const handled = new Promise<void>((resolve) => {
      tellHandled = resolve;
    });
    const told: unknown[] = [];
    const endpoints = [
      {
        info: (ctx: RequestContext) => {
          told.push(ctx.fields.traceparent);
          tellHandled();
        },
      },
    ];
    const single = new NotificationListener(notifications, { targets: [{ topic: "single" }], endpoints });
    await single.start();
    await notifier.info({ request_id: "r" }, "thing.created", 1);
    await handled;
    await single.stop();
    assert.deepEqual(tree(spans()), [
      "CONSUMER process single < PRODUCER send single",
      "PRODUCER send single",
    ]);
    assert.equal(spans()[0]?.attributes["oslo.notification.event_type"], "thing.created");
    assert.match(String(told[0]), new RegExp(`-${spans()[0]?.spanContext().spanId}-01$`));
    const many = new Notifier(notifications, { driver: "messaging", topics: ["batch"] });
    const batch = new BatchNotificationListener(notifications, {
      targets: [{ topic: "batch" }],
      endpoints: [{ info: () => {} }],
      batchSize: 2,
    });
    await batch.start();
    await many.info({}, "thing.created", 1);
    await many.info({}, "thing.created", 2);
    await batch.stop();
    const received = byName(spans(), SpanKind.CONSUMER, "process batch");
    assert.equal(received.attributes[conventions.ATTR_MESSAGING_BATCH_MESSAGE_COUNT], 2);
    assert.deepEqual(
      received.links.map((link) => link.context.spanId),
      spans()
        .filter(({ name }) => name === "send batch")
        .map((span) => span.spanContext().spanId),
    );
  });
});
