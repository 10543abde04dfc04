import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { serveHealth } from "../../../src/cli/health-server.js";
import { RpcServer, type ServerHealth } from "../../../src/index.js";
import { Router } from "../../../src/router/index.js";
import { ThingClient, ThingEndpoint } from "../service/thing-service.js";
import { connect } from "./support/routed.js";

describe("the health of a server over a router", () => {
  it("is bad while the router is gone, and good again after", async (test) => {
    let router = new Router({ port: 0 });
    await router.start();
    test.after(() => router.stop());
    const { port } = new URL(router.url);
    const server = new RpcServer(connect(test, router.url), {
      server: "one",
      endpoints: [new ThingEndpoint()],
    });
    await server.start();
    test.after(() => server.stop());
    const client = new ThingClient(connect(test, router.url), { timeout: 20 });
    await client.who();
    assert.deepEqual([server.health.ready, server.health.healthy], [true, true]);
    await router.stop();
    await until(() => !server.health.attached);
    assert.deepEqual(
      [server.health.state, server.health.ready, server.health.healthy],
      ["serving", false, false],
    );
    router = new Router({ port: Number(port) });
    await router.start();
    await until(() => server.health.ready);
    assert.equal(await client.who(), "one");
  });
});

/** Nothing tells of this state: it is for probes, which ask now and then. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await delay(10);
}

describe("the HTTP probes", () => {
  it("say 200 when all servers are well, else 503", async (test) => {
    const well: ServerHealth = {
      state: "serving",
      ready: true,
      healthy: true,
      attached: true,
      problems: [],
      repairs: 0,
      running: 1,
      waiting: 0,
    };
    let servers: (ServerHealth | undefined)[] = [];
    const probes = await serveHealth(0, async () => servers);
    test.after(() => probes.close());
    const ask = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${probes.port}${path}`);
      return [response.status, response.status === 404 ? undefined : await response.json()];
    };
    assert.deepEqual(await ask("/health"), [503, { healthy: false, servers: [] }]);
    servers = [well, well];
    assert.deepEqual(await ask("/health"), [200, { healthy: true, servers }]);
    assert.deepEqual(await ask("/ready?x=1"), [200, { ready: true, servers }]);
    servers = [well, { ...well, state: "stopping", ready: false }];
    assert.equal((await ask("/health"))[0], 200);
    assert.equal((await ask("/ready"))[0], 503);
    const { status } = await fetch(`http://127.0.0.1:${probes.port}/ready`, { method: "HEAD" });
    assert.equal(status, 503);
    servers = [well, undefined];
    assert.equal((await ask("/ready"))[0], 503);
    assert.deepEqual(await ask("/other"), [404, undefined]);
  });
});
