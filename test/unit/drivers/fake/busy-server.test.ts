import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it, type TestContext } from "node:test";
import { getRpcTransport, loadConfiguration, MessagingTimeout, RpcServer } from "../../../../src/index.js";
import { ThingClient, ThingEndpoint } from "../../../integration/service/thing-service.js";

/** Servers of `fake://` that run so many methods at once, and a client of theirs. */
function makeWorld(test: TestContext) {
  const url = `fake://${randomUUID()}`;
  const connect = (size: number) => {
    const configuration = loadConfiguration({ values: { executor_thread_pool_size: size } });
    const transport = getRpcTransport({ url, configuration });
    test.after(() => transport.close());
    return transport;
  };
  const serve = async (name: string, size: number) => {
    const endpoint = new ThingEndpoint(name);
    const server = new RpcServer(connect(size), { server: name, endpoints: [endpoint] });
    await server.start();
    test.after(() => {
      endpoint.release();
      return server.stop();
    });
    return { endpoint, server };
  };
  return { serve, client: new ThingClient(connect(64), { timeout: 20 }) };
}

describe("a server of fake:// that runs as many methods as it may", () => {
  it("gets no more, while another that is free does", async (test) => {
    const { serve, client } = makeWorld(test);
    const busy = await serve("busy", 2);
    const running = [client.wait(60), client.wait(60)];
    await busy.endpoint.begun(2);
    await serve("free", 64);
    const answers = await Promise.all(Array.from({ length: 10 }, () => client.who()));
    assert.deepEqual([...new Set(answers)], ["free"]);

    busy.endpoint.release();
    await Promise.all(running);
    const shared = await Promise.all(Array.from({ length: 10 }, () => client.who()));
    assert.deepEqual([...new Set(shared)].sort(), ["busy", "free"]);
  });

  it("gets what waits, in order, when a method ends", async (test) => {
    const { serve, client } = makeWorld(test);
    const { endpoint, server } = await serve("one", 1);
    const first = client.wait(60);
    await endpoint.begun(1);
    const later = Array.from({ length: 5 }, (_, index) => client.sink(index));
    const named = client.prepare({ server: "one" }).who();
    await Promise.all(later);
    assert.deepEqual([server.health.running, server.health.waiting], [1, 0]);
    endpoint.release();
    await first;
    assert.deepEqual(await endpoint.sunk(5), [0, 1, 2, 3, 4]);
    assert.equal(await named, "one");
  });

  it("never gets what nobody waits for any more", async (test) => {
    const { serve, client } = makeWorld(test);
    const { endpoint } = await serve("one", 1);
    const running = client.wait(60);
    await endpoint.begun(1);
    await assert.rejects(client.prepare({ timeout: 0.05 }).echo("late"), MessagingTimeout);
    endpoint.release();
    await running;
    await client.echo("next");
    assert.equal(endpoint.contexts.length, 1);
  });

  it("gets what is cast to all, and leaves what it has not begun to others when it stops", async (test) => {
    const { serve, client } = makeWorld(test);
    const one = await serve("one", 1);
    const running = client.wait(60);
    await one.endpoint.begun(1);
    await client.prepare({ fanout: true }).sink("all");
    const waiting = client.who();
    const stopped = one.server.stop();
    await serve("two", 1);
    assert.equal(await waiting, "two");
    one.endpoint.release();
    await Promise.all([running, stopped]);
  });
});
