import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createNoopMeter } from "@opentelemetry/api";
import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import * as conventions from "@opentelemetry/semantic-conventions/incubating";
import { RequestContext, RpcClient, silentLogger } from "../../../src/index.js";
import type { Operation, OperationObserver } from "../../../src/instrumentation/index.js";
import { OpenTelemetryMetricProducer, OpenTelemetryMetrics } from "../../../src/opentelemetry/index.js";
import { PrometheusMetrics } from "../../../src/prometheus/index.js";
import { ThingClient } from "../../integration/service/thing-service.js";
import { fakeTransport, keepingLogger, serveThings } from "../rpc/support.js";

/** The ways in which OpenTelemetry's SDK gets the metrics. */
const WAYS = ["recorded by the API's instruments", "collected by a reader"] as const;

/** Metrics that are read as OpenTelemetry's own reader reads them, by their names. */
function metering(way: (typeof WAYS)[number]) {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const producer = new OpenTelemetryMetricProducer();
  const reader = new PeriodicExportingMetricReader({
    exporter,
    // It would read by itself each minute.
    exportIntervalMillis: 3_600_000,
    metricProducers: way === WAYS[1] ? [producer] : [],
  });
  const meterProvider = new MeterProvider({ readers: [reader] });
  return {
    counted: way === WAYS[1] ? producer : new OpenTelemetryMetrics({ meterProvider }),
    async read(): Promise<ReadonlyMap<string, MetricData>> {
      await reader.forceFlush();
      const { scopeMetrics = [] } = exporter.getMetrics().at(-1) ?? {};
      return new Map(scopeMetrics.flatMap(({ metrics }) => metrics).map((one) => [one.descriptor.name, one]));
    },
    stop: () => reader.shutdown(),
  };
}

/** The points of a metric: attributes, and the value, or of a histogram how many were recorded. */
function points(metric: MetricData | undefined): readonly unknown[] {
  assert.ok(metric, "there is no such metric");
  if (metric.dataPointType === DataPointType.HISTOGRAM) {
    return metric.dataPoints.map(({ attributes, value: { count } }) => [attributes, count]);
  }
  return metric.dataPoints.map(({ attributes, value }) => [attributes, value]);
}

for (const way of WAYS) {
  describe(`metrics for OpenTelemetry, ${way}`, () => {
    it("have the durations of the conventions for RPC, told apart by how a request ended", async (test) => {
      const { counted, read, stop } = metering(way);
      test.after(stop);
      const transport = fakeTransport(test, { instrumentation: counted, logger: silentLogger });
      await serveThings(test, transport);
      const client = new ThingClient(transport, { timeout: 5 });
      await client.join("a", "b");
      await client.join("a", "b");
      await assert.rejects(client.fail("boom"));
      const target = { topic: "things", exchange: "test", namespace: "things", version: "1.2" };
      await assert.rejects(new RpcClient(transport, target, { timeout: 5 }).call("made.up"));
      const {
        METRIC_RPC_CLIENT_CALL_DURATION,
        METRIC_RPC_SERVER_CALL_DURATION,
        ATTR_RPC_SYSTEM_NAME,
        ATTR_RPC_METHOD,
        ATTR_RPC_RESPONSE_STATUS_CODE,
        ATTR_ERROR_TYPE,
      } = conventions;
      const of = (method: string) => ({
        [ATTR_RPC_SYSTEM_NAME]: "oslo_messaging",
        [ATTR_RPC_METHOD]: method,
      });
      const failed = (method: string, result: string, error: string) => ({
        ...of(method),
        [ATTR_RPC_RESPONSE_STATUS_CODE]: result,
        [ATTR_ERROR_TYPE]: error,
      });
      const metrics = await read();
      const server = metrics.get(METRIC_RPC_SERVER_CALL_DURATION);
      assert.equal(server?.descriptor.unit, "s");
      assert.deepEqual(points(server), [
        [of("ThingService/join"), 2],
        [failed("ThingService/fail", "error", "TypeError"), 1],
        [failed("_OTHER", "refused", "NoSuchMethod"), 1],
      ]);
      assert.deepEqual(points(metrics.get(METRIC_RPC_CLIENT_CALL_DURATION)), [
        [of("ThingService/join"), 2],
        [failed("ThingService/fail", "error", "RuntimeError"), 1],
        [failed("_OTHER", "refused", "NoSuchMethod"), 1],
      ]);
    });

    it("tell how long requests waited that had to", async (test) => {
      const { counted, read, stop } = metering(way);
      test.after(stop);
      for (const waited of [0, 0.2]) {
        counted.started({
          type: "handle-request",
          kind: "call",
          method: "join",
          isKnown: true,
          service: "ThingService",
          namespace: undefined,
          version: undefined,
          context: new RequestContext(),
          target: { topic: "things" },
          waited,
          transport: { driver: "fake", host: undefined, port: undefined, exchange: "test" },
        });
      }
      assert.deepEqual(points((await read()).get("oslo_rpc.server.queue")), [[{ topic: "things" }, 1]]);
    });

    it("count what those for Prometheus do, and an exporter for Prometheus gives them the same names", async (test) => {
      const { counted, read, stop } = metering(way);
      test.after(stop);
      const prometheus = new PrometheusMetrics();
      const instrumentation = [counted, prometheus];
      const transport = fakeTransport(test, { instrumentation, logger: silentLogger });
      const { server, endpoint } = await serveThings(test, transport);
      for (const all of [counted, prometheus]) all.observe("things", server);
      const client = new ThingClient(transport, { timeout: 5 });
      await client.join("a", "b");
      await client.sink(1);
      await endpoint.sunk(1);
      await assert.rejects(client.fail("boom"));
      const metrics = await read();
      const exported = new Map(
        [...metrics].map(([name, metric]) => {
          const suffix = metric.dataPointType === DataPointType.SUM ? "_total" : "";
          return [`${name.replaceAll(".", "_")}${suffix}`, metric];
        }),
      );
      const families = prometheus.snapshot().filter(({ name }) => name.startsWith("oslo_rpc_"));
      assert.ok(families.length > 20);
      for (const { name, type, samples } of families) {
        if (type === "histogram" || samples.length === 0) continue;
        const wanted = samples.map(({ labels, value }) => [labels, value]);
        assert.deepEqual(points(exported.get(name)), wanted, name);
      }
    });
  });
}

describe("metrics for OpenTelemetry that a program extends", () => {
  it("may have members of any name", async (test) => {
    class Extended extends OpenTelemetryMetricProducer {
      readonly requests: string[] = [];
      readonly families = 0;

      override started(operation: Operation): OperationObserver {
        this.requests.push(operation.type);
        return super.started(operation);
      }
    }
    const counted = new Extended();
    const { client } = await serveThings(test, fakeTransport(test, { instrumentation: counted }));
    await client.who();
    assert.deepEqual(counted.requests, ["send-request", "handle-request"]);
    const { scopeMetrics } = (await counted.collect()).resourceMetrics;
    const names = scopeMetrics.flatMap(({ metrics }) => metrics).map(({ descriptor }) => descriptor.name);
    assert.ok(names.includes("rpc.server.call.duration"), names.join(" "));
  });
});

describe("metrics for OpenTelemetry that are collected", () => {
  it("have so many series of durations at most, as the options say", async (test) => {
    const counted = new OpenTelemetryMetricProducer({ maxSeries: 2 });
    const transport = fakeTransport(test, { instrumentation: counted, logger: silentLogger });
    const { client } = await serveThings(test, transport);
    await client.who();
    await client.join("a", "b");
    await client.echo(1);
    await assert.rejects(client.fail("boom"));
    const { scopeMetrics } = (await counted.collect()).resourceMetrics;
    const durations = scopeMetrics
      .flatMap(({ metrics }) => metrics)
      .find(({ descriptor }) => descriptor.name === "rpc.client.call.duration");
    const points = durations?.dataPoints ?? [];
    assert.equal(points.length, 3);
    assert.deepEqual(points.at(-1)?.attributes, { "otel.metric.overflow": true });
    const counts = points.map(({ value }) => (typeof value === "number" ? value : value.count));
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      4,
    );
  });
});

describe("metrics for OpenTelemetry of a provider that fails", () => {
  const failing = (): never => {
    throw new TypeError("out of order");
  };

  it("let calls and methods go on, are counted nevertheless, and are told of once", async (test) => {
    const meter = createNoopMeter();
    Object.assign(meter, { createHistogram: () => ({ record: failing }) });
    const counted = new OpenTelemetryMetrics({ meterProvider: { getMeter: () => meter } });
    const prometheus = new PrometheusMetrics();
    const { logger, lines } = keepingLogger();
    const values = { executor_thread_pool_size: 1 };
    const instrumentation = [counted, prometheus];
    const transport = fakeTransport(test, { instrumentation, logger, values });
    const { client } = await serveThings(test, transport);
    // Whoever has the metrics as well is told of none of this.
    const other = keepingLogger();
    await fakeTransport(test, { instrumentation, logger: other.logger }).close();
    // The second one waits for the first, which is recorded as well.
    const all = [client.join("a", "b"), client.join("c", "d"), client.join("e", "f")];
    assert.deepEqual(await Promise.all(all), ["ab", "cd", "ef"]);
    await assert.rejects(client.fail("boom"), { args: ["boom"] });
    assert.equal(lines.filter(({ message }) => message.startsWith("An instrumentation failed")).length, 1);
    assert.deepEqual(other.lines, []);
    const handled = prometheus.snapshot().find(({ name }) => name === "oslo_rpc_server_requests_total");
    assert.deepEqual(
      handled?.samples.map(({ labels, value }) => [labels.method, labels.result, value]),
      [
        ["join", "ok", 3],
        ["fail", "error", 1],
      ],
    );
  });
});
