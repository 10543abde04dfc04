import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { silentLogger } from "../../../src/index.js";
import type { Operation, OperationObserver } from "../../../src/instrumentation/index.js";
import { PrometheusMetrics } from "../../../src/prometheus/index.js";
import { ThingClient, ThingEndpoint } from "../../integration/service/thing-service.js";
import { described, fakeTransport, serveThings } from "../rpc/support.js";

/** The sum of a family's figures, by some of its labels. */
function figure(
  metrics: PrometheusMetrics,
  family: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  const found = metrics.snapshot().find(({ name }) => name === family);
  assert.ok(found, family);
  const samples = found.samples.filter((sample) =>
    Object.entries(labels).every(([name, value]) => sample.labels[name] === value),
  );
  return samples.reduce((sum, { value, buckets }) => sum + (buckets?.at(-1) ?? value), 0);
}

const HANDLED = "oslo_rpc_server_requests_total";

describe("one tally of requests", () => {
  it("is what both discovery and metrics tell: the same clock, counts and failures", async (test) => {
    const metrics = new PrometheusMetrics();
    const transport = fakeTransport(test, { instrumentation: metrics, logger: silentLogger });
    const { client } = await serveThings(test, transport);
    for (let made = 0; made < 5; made += 1) await client.join("a", "b");
    await assert.rejects(client.fail("boom"));
    const { methods } = await described(transport, { services: false });
    const seconds = metrics
      .snapshot()
      .find(({ name }) => name === "oslo_messaging_rpc_server_processing_seconds");
    for (const [method, calls, failures] of [
      ["join", 5, 0],
      ["fail", 1, 1],
    ] as const) {
      const told = methods.find((one) => one.method === method);
      assert.deepEqual([told?.calls, told?.failures], [calls, failures]);
      assert.equal(figure(metrics, HANDLED, { method }), calls);
      const sample = seconds?.samples.find(({ labels }) => labels.method === method);
      assert.equal(told?.seconds, sample?.value, "they are the same seconds");
    }
  });

  it("keeps what a server has done that is gone, and begins anew for another of its name", async (test) => {
    const metrics = new PrometheusMetrics();
    const transport = fakeTransport(test, { instrumentation: metrics });
    const { server: first, client } = await serveThings(test, transport);
    await client.who();
    await client.who();
    await first.stop();
    assert.equal(figure(metrics, HANDLED, { method: "who" }), 2);
    await serveThings(test, transport);
    await client.who();
    assert.equal(figure(metrics, HANDLED, { method: "who" }), 3);
    const { methods } = await described(transport, { services: false });
    assert.deepEqual(
      methods.map(({ method, calls }) => [method, calls]),
      [["who", 1]],
    );
  });

  it("has each request once for metrics that a transport and its client have both, and in each of two", async (test) => {
    const [metrics, others] = [new PrometheusMetrics(), new PrometheusMetrics()];
    const instrumentation = [metrics, others];
    const transport = fakeTransport(test, { instrumentation });
    await serveThings(test, transport);
    await new ThingClient(transport, { timeout: 5, instrumentation: metrics }).who();
    for (const one of instrumentation) {
      assert.equal(figure(one, "oslo_rpc_client_requests_total"), 1);
      assert.equal(figure(one, HANDLED, { method: "who" }), 1);
      assert.equal(figure(one, "oslo_messaging_rpc_server_processing_seconds", { server: "one" }), 1);
    }
  });

  it("has only what `started` lets pass, where a program overrides it", async (test) => {
    class WithoutJoin extends PrometheusMetrics {
      override started(operation: Operation): OperationObserver {
        if ("method" in operation && operation.method === "join") return { ended() {} };
        return super.started(operation);
      }
    }
    const metrics = new WithoutJoin();
    const { client } = await serveThings(test, fakeTransport(test, { instrumentation: metrics }));
    await client.join("a", "b");
    await client.who();
    for (const family of ["oslo_rpc_client_requests_total", HANDLED]) {
      assert.equal(figure(metrics, family, { method: "join" }), 0);
      assert.equal(figure(metrics, family, { method: "who" }), 1);
    }
  });

  it("counts a method that throws what cannot be looked at, which is answered", async (test) => {
    const metrics = new PrometheusMetrics();
    const transport = fakeTransport(test, { instrumentation: metrics, logger: silentLogger });
    class Hostile extends ThingEndpoint {
      override who(): never {
        throw new Proxy(new Error("x"), {
          get: () => assert.fail("looked at"),
          getPrototypeOf: () => assert.fail("looked at"),
        });
      }
    }
    const { client } = await serveThings(test, transport, { endpoints: [new Hostile()] });
    await assert.rejects(client.who(), { name: "RemoteError" });
    assert.equal(figure(metrics, HANDLED, { method: "who", result: "error" }), 1);
    assert.equal(figure(metrics, "oslo_rpc_server_in_flight"), 0);
  });

  it("counts a request once that something else watches with a run that rejects", async (test) => {
    const metrics = new PrometheusMetrics();
    const watching = {
      started: ({ type }: Operation): OperationObserver | undefined =>
        type === "handle-request"
          ? { run: () => Promise.reject(new Error("out of order")) as never, ended() {} }
          : undefined,
    };
    const instrumentation = [metrics, watching];
    const transport = fakeTransport(test, { instrumentation, logger: silentLogger });
    const { client, server } = await serveThings(test, transport);
    await client.sink(1);
    await server.stop();
    assert.equal(figure(metrics, HANDLED, { method: "sink", result: "ok" }), 1);
    assert.equal(figure(metrics, "oslo_rpc_server_in_flight"), 0);
  });

  it("counts no lower than before, whatever comes in between", async (test) => {
    const metrics = new PrometheusMetrics({ maxSeries: 3 });
    const transport = fakeTransport(test, { instrumentation: metrics, logger: silentLogger });
    const { server } = await serveThings(test, transport);
    const values = () =>
      new Map(
        metrics
          .snapshot()
          .flatMap(({ name, type, samples }) =>
            type === "gauge"
              ? []
              : samples.map((sample) => [`${name} ${JSON.stringify(sample.labels)}`, sample.value] as const),
          ),
      );
    let before = values();
    const client = new ThingClient(transport, { timeout: 5 });
    const steps: (() => Promise<unknown>)[] = [
      () => client.who(),
      () => client.join("a", "b"),
      () => assert.rejects(client.fail("boom")),
      () => client.prepare({ timeout: 6 }).who(),
      () => client.prepare({ timeout: 7 }).join("a", "b"),
      () => assert.rejects(client.prepare({ versionCap: "1.0" }).join("a", "b")),
      () => server.stop(),
    ];
    for (const step of steps) {
      await step();
      const after = values();
      for (const [series, value] of before) assert.ok((after.get(series) ?? 0) >= value, series);
      before = after;
    }
  });
});
