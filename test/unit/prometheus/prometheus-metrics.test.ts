import assert from "node:assert/strict";
import { describe, it } from "node:test";
import parsePrometheus from "parse-prometheus-text-format";
import { Registry } from "prom-client";
import { serveHealth } from "../../../src/health/index.js";
import { RpcClient, silentLogger } from "../../../src/index.js";
import type { InstrumentedTransport } from "../../../src/instrumentation/index.js";
import { mergeFamilies } from "../../../src/metrics/merge.js";
import { PrometheusMetrics, workerMetrics } from "../../../src/prometheus/index.js";
import { ThingClient } from "../../integration/service/thing-service.js";
import { fakeTransport, serveThings } from "../rpc/support.js";

type Parsed = ReturnType<typeof parsePrometheus>;

/** The value of a series, by some of its labels. */
function valueAt(families: Parsed, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const metrics = families.find((family) => family.name === name)?.metrics ?? [];
  const found = metrics.filter((metric) =>
    Object.entries(labels).every(([label, value]) => (metric.labels?.[label] ?? "") === value),
  );
  return found.reduce((sum, metric) => sum + Number(metric.value ?? metric.count), 0);
}

/** That parser keeps no labels of histograms: how many a series has observed, by some of its labels. */
function observed(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const lines = text.split("\n").filter((line) => line.startsWith(`${name}_count`));
  const found = lines.filter((line) =>
    Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`)),
  );
  return found.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

const read = (metrics: PrometheusMetrics): Parsed => parsePrometheus(metrics.metrics());

const peer: InstrumentedTransport = { driver: "rabbit", host: "broker", port: 5672, exchange: "openstack" };
const target = { topic: "things", exchange: "test", namespace: "things", version: "1.2" };

describe("metrics for Prometheus", () => {
  it("count what clients and servers do, under oslo.metrics' names and our own", async (test) => {
    const metrics = new PrometheusMetrics({ process: "api" });
    const transport = fakeTransport(test, { instrumentation: metrics, logger: silentLogger });
    const { server } = await serveThings(test, transport);
    metrics.observe("things", server);
    const client = new ThingClient(transport, { timeout: 5 });
    await client.join("a", "b");
    await client.join("a", "b");
    await assert.rejects(client.fail("boom"));
    await assert.rejects(client.prepare({ versionCap: "1.0" }).join("a", "b"));
    const families = read(metrics);
    const labels = { exchange: "test", topic: "things", namespace: "things", method: "join", process: "api" };
    const prefix = "oslo_messaging_rpc";
    const text = metrics.metrics();
    assert.equal(observed(text, `${prefix}_client_processing_seconds`, { ...labels, call_type: "call" }), 3);
    assert.equal(observed(text, `${prefix}_server_processing_seconds`, { ...labels, server: "one" }), 2);
    assert.equal(observed(text, "oslo_rpc_server_queue_seconds", { topic: "things" }), 3);
    for (const name of ["invocation_start_total", "invocation_end_total"]) {
      assert.equal(
        valueAt(families, `${prefix}_client_${name}`, { ...labels, call_type: "call", timeout: "5" }),
        3,
        name,
      );
      assert.equal(
        valueAt(families, `${prefix}_server_${name}`, { ...labels, endpoint: "ThingService", server: "one" }),
        2,
        name,
      );
    }
    assert.equal(
      valueAt(families, `${prefix}_server_exception_total`, { method: "fail", exception: "TypeError" }),
      1,
    );
    assert.equal(valueAt(families, `${prefix}_client_exception_total`, { exception: "RemoteError" }), 1);
    const requests = "oslo_rpc_client_requests_total";
    assert.equal(valueAt(families, requests, { method: "join", kind: "call", result: "ok" }), 2);
    assert.equal(valueAt(families, requests, { method: "join", result: "refused" }), 1);
    assert.equal(valueAt(families, "oslo_rpc_server_requests_total", { method: "fail", result: "error" }), 1);
    assert.equal(valueAt(families, "oslo_rpc_client_in_flight"), 0);
    assert.equal(valueAt(families, "oslo_rpc_server_credit", { part: "things" }), server.health.limit);
    assert.equal(valueAt(families, "oslo_rpc_ready", { part: "things" }), 1);
    const seconds = families.find(({ name }) => name === `${prefix}_client_processing_seconds`);
    const bounds = Object.keys(seconds?.metrics[0]?.buckets ?? {});
    assert.deepEqual([bounds.length, bounds.includes("0.025"), bounds.includes("100")], [18, true, true]);
    assert.deepEqual(
      families.filter(({ type }) => type === "HISTOGRAM").map(({ name }) => name),
      [
        `${prefix}_client_processing_seconds`,
        `${prefix}_server_processing_seconds`,
        "oslo_rpc_server_queue_seconds",
      ],
    );
  });

  it("show requests under way, and none when they have ended", async (test) => {
    const metrics = new PrometheusMetrics();
    const transport = fakeTransport(test, { instrumentation: metrics });
    const { endpoint, client } = await serveThings(test, transport);
    const call = client.wait(60);
    await endpoint.begun(1);
    const inFlight = () =>
      ["client", "server"].map((side) =>
        valueAt(read(metrics), `oslo_rpc_${side}_in_flight`, { method: "wait" }),
      );
    assert.deepEqual(inFlight(), [1, 1]);
    endpoint.release();
    await call;
    assert.deepEqual(inFlight(), [0, 0]);
  });

  it("have one name for all methods that a peer makes up, and one series for what there is no room for", async (test) => {
    const metrics = new PrometheusMetrics({ maxSeries: 5 });
    const transport = fakeTransport(test, { instrumentation: metrics, logger: silentLogger });
    await serveThings(test, transport);
    for (let index = 0; index < 20; index += 1) {
      const client = new RpcClient(transport, { ...target, namespace: "things" }, { timeout: 5 + index });
      await assert.rejects(client.call(`made-up-${index}`));
    }
    const families = read(metrics);
    assert.equal(
      valueAt(families, "oslo_rpc_server_requests_total", { method: "_OTHER", result: "refused" }),
      20,
    );
    const text = metrics.metrics();
    assert.doesNotMatch(text, /made-up/);
    const starts = "oslo_messaging_rpc_client_invocation_start_total";
    const client = new ThingClient(transport, { timeout: 60 });
    for (let index = 0; index < 20; index += 1) await client.prepare({ timeout: 60 + index }).who();
    const after = read(metrics).find(({ name }) => name === starts)?.metrics ?? [];
    assert.equal(after.length, 6);
    assert.equal(valueAt(read(metrics), starts), 40);
    assert.ok(after.some(({ labels }) => Object.values(labels ?? {}).every((value) => value === "_OTHER")));
  });

  it("count connections, and what else happens at a transport", () => {
    const metrics = new PrometheusMetrics();
    const states = ["connecting", "lost", "lost", "connected", "lost", "connected"] as const;
    for (const state of states) {
      metrics.happened({ type: "connection", state, error: undefined, transport: peer });
    }
    metrics.happened({ type: "late-reply", transport: peer });
    metrics.happened({ type: "redelivery", of: "request", transport: peer });
    metrics.happened({ type: "withdrawn", method: "m", transport: peer });
    metrics.happened({ type: "unreadable", transport: peer });
    metrics.happened({ type: "heartbeat-sent", method: "m", transport: peer });
    const families = read(metrics);
    const figure = (name: string) =>
      valueAt(families, `oslo_rpc_${name}`, { driver: "rabbit", host: "broker" });
    assert.deepEqual(
      ["connections", "connection_losses_total", "reconnects_total", "late_replies_total"].map(figure),
      [1, 2, 2, 1],
    );
    assert.deepEqual(
      ["redeliveries_total", "withdrawn_requests_total", "unreadable_messages_total", "heartbeats_total"].map(
        figure,
      ),
      [1, 1, 1, 1],
    );
    metrics.happened({ type: "connection", state: "closed", error: undefined, transport: peer });
    assert.equal(valueAt(read(metrics), "oslo_rpc_connections"), 0);
  });

  it("stand in a registry of prom-client beside its own", async (test) => {
    const registry = new Registry();
    const metrics = new PrometheusMetrics({ registry });
    const transport = fakeTransport(test, { instrumentation: metrics });
    const { client } = await serveThings(test, transport);
    await client.who();
    const own = read(metrics);
    const shown = parsePrometheus(await registry.metrics());
    const brief = (families: Parsed) =>
      families.map(({ name, type, help, metrics: all }) => [name, type, help, all.length]).sort();
    assert.deepEqual(brief(shown), brief(own));
    assert.equal(valueAt(shown, "oslo_rpc_client_requests_total", { method: "who", result: "ok" }), 1);
    assert.equal(
      observed(await registry.metrics(), "oslo_messaging_rpc_client_processing_seconds", { method: "who" }),
      1,
    );
  });

  it("are put together once each time that a registry shows them", async () => {
    let times = 0;
    class Counted extends PrometheusMetrics {
      override snapshot() {
        times += 1;
        return super.snapshot();
      }
    }
    const registry = new Registry();
    const metrics = new Counted({ registry });
    times = 0;
    for (const late of [1, 2]) {
      metrics.happened({ type: "late-reply", transport: peer });
      const shown = parsePrometheus(await registry.metrics());
      assert.equal(valueAt(shown, "oslo_rpc_late_replies_total"), late);
      assert.equal(times, late);
    }
  });

  it("of several workers are added up, and answered over HTTP", async (test) => {
    const workers = await Promise.all(
      [1, 2].map(async (calls) => {
        const metrics = new PrometheusMetrics();
        const { client } = await serveThings(test, fakeTransport(test, { instrumentation: metrics }));
        for (let index = 0; index < calls; index += 1) await client.who();
        return JSON.parse(JSON.stringify(metrics.snapshot())) as unknown;
      }),
    );
    const pool = { metrics: async () => [...workers, undefined], health: { healthy: true } };
    const health = await serveHealth({ port: 0, of: [pool], metrics: workerMetrics(pool) });
    test.after(() => health.close());
    const response = await fetch(`${health.url}/metrics`);
    assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    const text = await response.text();
    const families = parsePrometheus(text);
    assert.equal(valueAt(families, "oslo_rpc_client_requests_total", { method: "who" }), 3);
    assert.equal(observed(text, "oslo_messaging_rpc_server_processing_seconds", { method: "who" }), 3);
  });

  it("escape what stands in a label", () => {
    const metrics = new PrometheusMetrics();
    const transport = { ...peer, host: 'a"b\\c\nd' };
    metrics.happened({ type: "late-reply", transport });
    assert.match(
      metrics.metrics(),
      /oslo_rpc_late_replies_total\{driver="rabbit",host="a\\"b\\\\c\\nd"\} 1\n/,
    );
    assert.deepEqual(mergeFamilies([]), []);
  });
});
