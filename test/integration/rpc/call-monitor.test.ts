import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MessagingTimeout, RpcServer } from "../../../src/index.js";
import { ThingClient, ThingEndpoint } from "../service/thing-service.js";
import { connect, startRouter } from "./support/routed.js";
import { ServerProcess } from "./support/server-process.js";

describe("a monitored call", () => {
  it("outlasts its monitor's time while the method runs", async (test) => {
    const { url } = await startRouter(test);
    const server = new RpcServer(connect(test, url), { server: "one", endpoints: [new ThingEndpoint()] });
    await server.start();
    test.after(() => server.stop());
    const client = new ThingClient(connect(test, url), { timeout: 60, callMonitorTimeout: 4 });
    // Longer than one heartbeat and the monitor after it.
    assert.equal(await client.wait(6.6), null);
  });

  it("fails in the monitor's time when its server is killed", async (test) => {
    const { url } = await startRouter(test);
    const server = await ServerProcess.start(test, url, "one");
    const client = new ThingClient(connect(test, url), { timeout: 60, callMonitorTimeout: 2 });
    const call = client.wait(60);
    await server.said("begun");
    // By now the acceptance of the first request is out: else the router would tell that it failed.
    await client.who();
    const before = performance.now();
    await server.kill();
    await assert.rejects(
      call,
      (error) => error instanceof MessagingTimeout && /heartbeat/.test(error.message),
    );
    // By its monitor, and long before its own time.
    const seconds = (performance.now() - before) / 1000;
    assert.ok(seconds < 30, `it took ${seconds} s`);
  });
});
