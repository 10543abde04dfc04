import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { getRpcTransport, RpcServer, type RpcTransport } from "../../../src/index.js";
import { Router } from "../../../src/router/index.js";
import { ThingClient, ThingEndpoint } from "../service/thing-service.js";

/** Those that come before what is made once counts no more, and those that are counted. */
const FIRST = 50;
const COUNTED = 150;
/** kB of the heap: some 17 of them are the router's, the others the client's. */
const MOST = 80;

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

  it(`is ${MOST} kB in client and router together`, async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    await open(FIRST);
    collect();
    const before = process.memoryUsage().heapUsed;
    await open(COUNTED);
    collect();
    const each = (process.memoryUsage().heapUsed - before) / COUNTED / 1_000;
    assert.ok(each < MOST, `${each.toFixed(1)} kB a client`);
  });
});
