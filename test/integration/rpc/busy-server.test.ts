import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RpcServer } from "../../../src/index.js";
import { ThingClient, ThingEndpoint } from "../service/thing-service.js";
import { connect, startRouter } from "./support/routed.js";

describe("a server that runs as many methods as it may", () => {
  it("gets no more, while another that is free does", async (test) => {
    const { url } = await startRouter(test);
    const serve = async (name: string, size: number) => {
      const transport = connect(test, url, { executor_thread_pool_size: size });
      const endpoint = new ThingEndpoint(name);
      const server = new RpcServer(transport, { server: name, endpoints: [endpoint] });
      await server.start();
      test.after(() => {
        endpoint.release();
        return server.stop();
      });
      return { endpoint, server };
    };
    const busy = await serve("busy", 2);
    const client = new ThingClient(connect(test, url), { timeout: 20 });
    const running = [client.wait(60), client.wait(60)];
    await busy.endpoint.begun(2);
    await serve("free", 64);
    const answers = await Promise.all(Array.from({ length: 50 }, () => client.who()));
    assert.deepEqual([...new Set(answers)], ["free"]);
    const { waiting, running: runs } = busy.server.health;
    assert.deepEqual([runs, waiting], [2, 0]);

    busy.endpoint.release();
    await Promise.all(running);
    const shared = await Promise.all(Array.from({ length: 50 }, () => client.who()));
    assert.deepEqual([...new Set(shared)].sort(), ["busy", "free"]);
  });

  it("goes on with all its places, however long the methods take", async (test) => {
    const { url } = await startRouter(test);
    const transport = connect(test, url, { executor_thread_pool_size: 8 });
    const endpoint = new ThingEndpoint();
    const server = new RpcServer(transport, { server: "one", endpoints: [endpoint] });
    await server.start();
    test.after(() => server.stop());
    const client = new ThingClient(connect(test, url), { timeout: 20 });
    const long = Array.from({ length: 7 }, () => client.wait(60));
    await endpoint.begun(7);
    // The eighth place serves many.
    for (let call = 0; call < 30; call += 1) await client.who();
    const last = client.wait(60);
    await endpoint.begun(8);
    assert.deepEqual([server.health.running, server.health.waiting], [8, 0]);
    endpoint.release();
    await Promise.all([...long, last]);
  });

  it("lets many more wait than it runs, and answers them all", async (test) => {
    const { url } = await startRouter(test);
    const transport = connect(test, url, { executor_thread_pool_size: 3 });
    const server = new RpcServer(transport, { server: "one", endpoints: [new ThingEndpoint()] });
    await server.start();
    test.after(() => server.stop());
    const client = new ThingClient(connect(test, url), { timeout: 20 });
    let most = 0;
    const calls = Array.from({ length: 60 }, async () => {
      await client.wait(0.005);
      most = Math.max(most, server.health.running);
    });
    await Promise.all(calls);
    assert.ok(most <= 3, `${most} ran at once`);
    assert.deepEqual([server.health.running, server.health.waiting], [0, 0]);
  });
});
