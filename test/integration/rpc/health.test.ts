import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay, setImmediate as told } from "node:timers/promises";
import { getRpcTransport, RpcServer, type ServerHealth, serveUntilSignalled } from "../../../src/index.js";
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
    const listener = (health: ServerHealth) => changes.push(`${health.state} ${health.ready}`);
    server.onHealthChange(listener);
    server.onHealthChange(listener)();
    assert.deepEqual([server.health.ready, server.health.healthy], [true, true]);
    await router.stop();
    await until(() => !server.health.attached);
    assert.deepEqual(
      [server.health.state, server.health.ready, server.health.healthy],
      ["serving", false, false],
    );
    await told();
    assert.deepEqual(changes, ["serving false"]);
    router = new Router({ port: Number(port) });
    await router.start();
    await until(() => server.health.ready);
    await told();
    assert.deepEqual(changes, ["serving false", "serving true"]);
    assert.equal(await client.who(), "one");
    await server.stop();
    await told();
    // While it stops its links go, which is a change of its own.
    assert.deepEqual(
      [...new Set(changes)],
      ["serving false", "serving true", "stopping false", "stopped false"],
    );
  });
});

/** This is for probes, which ask now and then. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await delay(10);
}

it("a server ends with its transport, and its health tells, over fake:// as well", async () => {
  const transport = getRpcTransport({ url: "fake://" });
  const server = new RpcServer(transport, { server: "one", endpoints: [new ThingEndpoint()] });
  await server.start();
  const changes: string[] = [];
  server.onHealthChange(({ state, attached }) => changes.push(`${state} ${attached}`));
  await transport.close();
  await told();
  assert.deepEqual(changes, ["serving false", "stopping false", "stopped false"]);
  assert.equal(await serveUntilSignalled([server]), "drained");
});
