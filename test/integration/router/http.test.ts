import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import parsePrometheus from "parse-prometheus-text-format";
import { Router } from "../../../src/router/index.js";
import { routerMetrics } from "../../../src/router/router-metrics.js";
import {
  connectClient,
  makeReceiver,
  makeSender,
  message,
  startRouter,
  until,
  useStarted,
} from "../amqp/harness.js";

const started = useStarted();
const http = { port: 0 };

async function ask(router: Router, path: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${router.httpUrl}${path}`, { headers });
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
}

async function askJson(router: Router, path: string): Promise<Record<string, unknown>> {
  return JSON.parse((await ask(router, path)).text) as Record<string, unknown>;
}

test("a router tells over HTTP who is connected, which addresses there are, and its limits", async () => {
  const router = await startRouter(started, { http, limits: { maxLinks: 9 } });
  const { live } = await connectClient(started, router.port, {
    open: { containerId: "me" },
    hosts: [{ host: "127.0.0.1", port: router.port, sasl: { username: "nova", password: "x" } }],
  });
  const a = makeReceiver(started);
  await a.receiver.attach(live, "openstack.org/om/rpc/anycast/e/t");
  const sender = makeSender(started);
  sender.attach(live, "openstack.org/om/rpc/anycast/e/t");
  const sent = sender.send(message("hello"));
  const delivery = await a.deliveries.next();
  const { total, connections } = await askJson(router, "/connections");
  const [{ since, port, ...connection }] = connections as [Record<string, unknown>];
  assert.equal(total, 1);
  assert.deepEqual(connection, {
    host: "127.0.0.1",
    user: "nova",
    mechanism: "PLAIN",
    encrypted: false,
    container: "me",
    senders: 1,
    receivers: 1,
    unsettled: 1,
    unsettledBytes: router.statistics().unsettledBytes,
  });
  assert.ok(Math.abs(Date.parse(String(since)) - Date.now()) < 600_000 && Number(port) > 0);
  delivery.accept();
  await sent;
  assert.deepEqual(await askJson(router, "/addresses"), {
    total: 1,
    addresses: [
      {
        name: "openstack.org/om/rpc/anycast/e/t",
        distribution: "balanced",
        consumers: 1,
        producers: 1,
        waiting: 0,
        received: 1,
        forwarded: 1,
        receivedRate: 0,
        forwardedRate: 0,
      },
    ],
  });
  assert.deepEqual((await askJson(router, "/addresses?offset=1")).addresses, []);
  assert.deepEqual((await askJson(router, "/connections?limit=0")).connections, []);
  assert.equal((await ask(router, "/connections?limit=many")).status, 400);
  assert.equal((await askJson(router, "/limits")).maxLinks, 9);
  assert.equal((await askJson(router, "/statistics")).connections, 1);
});

test("a client without a name has none", async () => {
  const router = await startRouter(started, { http });
  await connectClient(started, router.port);
  const { connections } = await askJson(router, "/connections");
  const [connection] = connections as [Record<string, unknown>];
  assert.deepEqual([connection.user, connection.container === ""], [null, false]);
});

test("the rates of an address are of messages a second", async (context) => {
  context.mock.timers.enable({ apis: ["setInterval"] });
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const a = makeReceiver(started);
  await a.receiver.attach(live, "a");
  const sender = makeSender(started);
  sender.attach(live, "a");
  for (let index = 0; index < 10; index++) {
    const sent = sender.send(message("hello"));
    (await a.deliveries.next()).accept();
    await sent;
  }
  context.mock.timers.tick(5_000);
  const [busy] = router.addresses();
  assert.deepEqual([busy?.receivedRate, busy?.forwardedRate], [2, 2]);
  context.mock.timers.tick(5_000);
  const [idle] = router.addresses();
  assert.deepEqual([idle?.receivedRate, idle?.received], [0, 10]);
});

test("what a router tells Prometheus is read by another library", async () => {
  const router = await startRouter(started, { http, limits: { maxConnections: 7 } });
  await connectClient(started, router.port);
  const { type, text } = await ask(router, "/metrics");
  assert.equal(type, "text/plain; version=0.0.4; charset=utf-8");
  const families = parsePrometheus(text);
  const own = routerMetrics(router).map(({ name }) => name);
  assert.deepEqual(families.map(({ name }) => name).sort(), own.sort());
  const values = new Map(families.map(({ name, metrics }) => [name, metrics]));
  assert.deepEqual(values.get("oslo_rpc_router_connections"), [{ value: "1" }]);
  assert.deepEqual(values.get("oslo_rpc_router_ready"), [{ value: "1" }]);
  const limits = values.get("oslo_rpc_router_limit") ?? [];
  assert.ok(limits.some(({ labels, value }) => labels?.name === "maxConnections" && value === "7"));
  for (const { name, type: kind, help } of families) {
    assert.ok(help !== "" && (kind === "COUNTER") === name.endsWith("_total"), name);
  }
});

test("probes say what the router does, until it is gone", async () => {
  const router = await startRouter(started, { http });
  const url = router.httpUrl;
  for (const path of ["/health", "/ready"]) assert.equal((await ask(router, path)).status, 200);
  assert.equal(router.health.state, "listening");
  const { live } = await connectClient(started, router.port);
  const a = makeReceiver(started);
  await a.receiver.attach(live, "a");
  const sender = makeSender(started);
  sender.attach(live, "a");
  const sent = sender.send(message("held up"));
  const delivery = await a.deliveries.next();
  const stopped = router.stop({ grace: 60_000 });
  const [health, ready] = await Promise.all([ask(router, "/health"), ask(router, "/ready")]);
  assert.deepEqual([health.status, ready.status], [200, 503]);
  assert.match(ready.text, /"ready":false,"state":"stopping"/);
  delivery.accept();
  await sent;
  await stopped;
  assert.deepEqual([router.health.state, router.httpUrl], ["stopped", undefined]);
  await assert.rejects(fetch(`${url}/health`));
});

test("elsewhere than on this machine a token is needed, and shown for all but the probes", async () => {
  const token = "a-token-of-some-length";
  await assert.rejects(
    new Router({ port: 0, http: { port: 0, host: "0.0.0.0" } }).start(),
    /give it a token/,
  );
  await assert.rejects(new Router({ port: 0, http: { port: 0, token: "short" } }).start(), /16 characters/);
  const router = await startRouter(started, { http: { port: 0, host: "127.0.0.1", token } });
  assert.deepEqual(await ask(router, "/health"), {
    status: 200,
    type: "application/json",
    text: '{"healthy":true}\n',
  });
  for (const path of ["/metrics", "/connections", "/addresses", "/statistics", "/limits"]) {
    assert.equal((await ask(router, path)).status, 401, path);
    assert.equal((await ask(router, path, { authorization: `Bearer ${token}x` })).status, 401, path);
    assert.equal((await ask(router, path, { authorization: `Bearer ${token}` })).status, 200, path);
  }
  assert.match(
    (await ask(router, "/health", { authorization: `Bearer ${token}` })).text,
    /"state":"listening"/,
  );
});

test("a page in a browser that gives this machine a name of its own is told nothing", async () => {
  const router = await startRouter(started, { http });
  const statusFor = (host: string) =>
    new Promise((resolve) => {
      request(`${router.httpUrl}/connections`, { headers: { host } }, (response) => {
        resolve(response.resume().statusCode);
      }).end();
    });
  assert.equal(await statusFor("rebound.example:80"), 403);
  assert.equal(await statusFor("localhost:80"), 200);
  const post = await fetch(`${router.httpUrl}/health`, { method: "POST" });
  assert.deepEqual([post.status, post.headers.get("allow")], [405, "GET, HEAD"]);
  assert.match((await ask(router, "/nothing")).text, /there are \/health \/ready/);
});

test("a port in use is an error that says what to do, and leaves nothing behind", async () => {
  const first = await startRouter(started, { http });
  const port = Number(new URL(first.httpUrl ?? "").port);
  const second = new Router({ port: 0, http: { port } });
  await assert.rejects(second.start(), { code: "SERVER_LISTEN_ERROR", message: /the port is in use/ });
  assert.equal(second.health.state, "stopped");
  await until(() => first.health.ready);
});
