import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { InvalidTarget, RpcServer } from "../../../src/index.js";
import { ThingClient, ThingEndpoint } from "../../integration/service/thing-service.js";
import { fakeTransport } from "./support.js";

describe("the health of a server", () => {
  it("follows its life and its work", async (test) => {
    const transport = fakeTransport(test, { values: { executor_thread_pool_size: 1 } });
    const endpoint = new ThingEndpoint();
    const server = new RpcServer(transport, { server: "one", endpoints: [endpoint] });
    const brief = () => {
      const { state, ready, healthy, running, waiting } = server.health;
      return [state, ready, healthy, running, waiting];
    };
    assert.deepEqual(brief(), ["new", false, false, 0, 0]);
    const starting = server.start();
    assert.equal(server.health.state, "starting");
    await starting;
    assert.deepEqual(brief(), ["serving", true, true, 0, 0]);
    const client = new ThingClient(transport, { timeout: 10 });
    const calls = [client.wait(60), client.wait(60)];
    await endpoint.begun(1);
    await new Promise(setImmediate);
    // The other one waits where every server of the topic could take it.
    assert.deepEqual(brief(), ["serving", true, true, 1, 0]);
    const stopped = server.stop();
    await new Promise(setImmediate);
    assert.deepEqual(brief(), ["stopping", false, true, 1, 0]);
    endpoint.release();
    await stopped;
    assert.deepEqual(brief(), ["stopped", false, false, 0, 0]);
    await calls[0];
    await assert.rejects(server.start(), InvalidTarget);
    // The other one still waits for a server.
    await transport.close();
    await assert.rejects(calls[1] ?? Promise.resolve());
  });
});
