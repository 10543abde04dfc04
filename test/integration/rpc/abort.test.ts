import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it } from "node:test";
import { RpcServer } from "../../../src/index.js";
import { timers } from "../../../src/time/timers.js";
import { ThingClient, ThingEndpoint } from "../service/thing-service.js";
import { connect, startRouter } from "./support/routed.js";

describe("an aborted call over the router", () => {
  it("is withdrawn while no server is there, and leaves nothing", async (test) => {
    const { url } = await startRouter(test);
    const transport = connect(test, url);
    const client = new ThingClient(transport, { timeout: 20 });
    const serverTransport = connect(test, url);
    const other = new RpcServer(serverTransport, {
      server: "other",
      topic: "other",
      endpoints: [new ThingEndpoint()],
    });
    await other.start();
    test.after(() => other.stop());
    // The link to the topic is up, and waits for credit.
    assert.equal(await client.prepare({ topic: "other" }).who(), "one");
    const before = timers.size;
    const controller = new AbortController();
    const { signal } = controller;
    const aborted = Array.from({ length: 20 }, () =>
      client.prepare({ signal, callMonitorTimeout: 5 }).echo("aborted"),
    );
    assert.ok(timers.size > before);
    // Of more than ten on one signal Node warns on the console.
    assert.equal(getEventListeners(signal, "abort").length, 1);
    controller.abort(new Error("enough"));
    for (const call of aborted) await assert.rejects(call, /enough/);
    assert.equal(timers.size, before);
    assert.equal(getEventListeners(signal, "abort").length, 0);
    const endpoint = new ThingEndpoint();
    const server = new RpcServer(serverTransport, { server: "one", endpoints: [endpoint] });
    await server.start();
    test.after(() => server.stop());
    assert.equal(await client.echo("kept"), "kept");
    assert.equal(endpoint.contexts.length, 1);
  });

  it("stops waiting for a method that runs, and its late reply harms nobody", async (test) => {
    const { url } = await startRouter(test);
    const endpoint = new ThingEndpoint();
    const server = new RpcServer(connect(test, url), { server: "one", endpoints: [endpoint] });
    await server.start();
    test.after(() => server.stop());
    const client = new ThingClient(connect(test, url), { timeout: 20 });
    await client.who();
    const before = timers.size;
    const controller = new AbortController();
    const call = client.prepare({ signal: controller.signal, callMonitorTimeout: 5 }).wait(60);
    await endpoint.begun(1);
    controller.abort(new Error("enough"));
    await assert.rejects(call, /enough/);
    endpoint.release();
    assert.equal(await client.who(), "one");
    assert.equal(timers.size, before);
  });
});
