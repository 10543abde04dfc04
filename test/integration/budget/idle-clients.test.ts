import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { getRpcTransport, RpcServer, type RpcTransport } from "../../../src/index.js";
import { Router } from "../../../src/router/index.js";
import { collectGarbage } from "../../support/collect-garbage.js";
import { ThingClient, ThingEndpoint } from "../service/thing-service.js";

/** Those that come before what is made once counts no more, and those that are counted, a batch. */
const FIRST = 50;
const COUNTED = 50;
const BATCHES = 3;
/** kB of the heap, of which 44 to 48 are taken: some 17 of them are the router's, the others the client's. */
const MOST = 55;

describe("the budget of a client that has made a call", () => {
  let router: Router;
  let server: RpcServer;
  const transports: RpcTransport[] = [];

  before(async () => {
    router = new Router({ port: 0 });
    await router.start();
    const serving = getRpcTransport({ url: router.url });
    transports.push(serving);
    server = new RpcServer(serving, { server: "one", endpoints: [new ThingEndpoint()] });
    await server.start();
  });
  after(async () => {
    await server.stop();
    await Promise.all(transports.map((transport) => transport.close()));
    await router.stop();
  });

  async function open(count: number): Promise<void> {
    const opened = Array.from({ length: count }, () => getRpcTransport({ url: router.url }));
    transports.push(...opened);
    await Promise.all(
      opened.map((transport) => new ThingClient(transport, { timeout: 60 }).join("left", "right")),
    );
  }

  async function heapAtRest(): Promise<number> {
    await collectGarbage();
    return process.memoryUsage().heapUsed;
  }

  it(`is ${MOST} kB in client and router together`, async () => {
    await open(FIRST);
    let before = await heapAtRest();
    const each: number[] = [];
    for (let batch = 0; batch < BATCHES; batch += 1) {
      await open(COUNTED);
      const now = await heapAtRest();
      each.push((now - before) / COUNTED / 1_000);
      before = now;
    }
    // What the process keeps of its own, such as code that it compiles meanwhile, is in some of them.
    const least = Math.min(...each);
    assert.ok(least < MOST, `${each.map((kB) => kB.toFixed(1)).join(", ")} kB a client`);
  });
});
