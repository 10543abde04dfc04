import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
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
    const changes: string[] = [];
    const told = (health: ServerHealth) => changes.push(`${health.state} ${health.ready}`);
    server.onHealthChange(told);
    server.onHealthChange(told)();
    assert.deepEqual([server.health.ready, server.health.healthy], [true, true]);
    await router.stop();
    await until(() => !server.health.attached);
    assert.deepEqual(
      [server.health.state, server.health.ready, server.health.healthy],
      ["serving", false, false],
    );
    // It is looked at once a second: an outage that is shorter may go untold.
    await until(() => changes.length === 1);
    router = new Router({ port: Number(port) });
    await router.start();
    await until(() => server.health.ready);
    assert.equal(await client.who(), "one");
    await until(() => changes.length === 2);
    await server.stop();
    await until(() => changes.length === 4);
    assert.deepEqual(changes, ["serving false", "serving true", "stopping false", "stopped false"]);
  });
});

/** Nothing tells of this state: it is for probes, which ask now and then. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await delay(10);
}
