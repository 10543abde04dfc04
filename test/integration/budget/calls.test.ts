import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { getRpcTransport, RpcServer, type RpcTransport } from "../../../src/index.js";
import { Router } from "../../../src/router/index.js";
import { timers } from "../../../src/time/timers.js";
import { ThingClient, ThingEndpoint } from "../service/thing-service.js";
import { type Counts, count } from "./counters.js";

const CALLS = 1_000;
const OUTSTANDING = 50;

/** Timers come with the calls, and the shared wheel's own with the time that they take. */
function timersOf({ seconds }: Counts): number {
  return CALLS / 50 + 2 * Math.ceil(seconds);
}

/** What calls may cost through the router, all three processes' work together. A regression shows as a count. */
describe("the budget of a call", () => {
  let router: Router;
  let server: RpcServer;
  let transports: RpcTransport[];
  let client: ThingClient;

  before(async () => {
    router = new Router({ port: 0 });
    await router.start();
    transports = [getRpcTransport({ url: router.url }), getRpcTransport({ url: router.url })];
    const [serving, calling] = transports as [RpcTransport, RpcTransport];
    server = new RpcServer(serving, { server: "one", endpoints: [new ThingEndpoint()] });
    await server.start();
    client = new ThingClient(calling, { timeout: 30 });
    await run(100, 10);
  });
  after(async () => {
    await server.stop();
    await Promise.all(transports.map((transport) => transport.close()));
    await router.stop();
  });

  async function run(calls: number, outstanding: number): Promise<void> {
    const one = async () => {
      for (let made = 0; made < calls / outstanding; made += 1) await client.join("left", "right");
    };
    await Promise.all(Array.from({ length: outstanding }, one));
  }

  it("holds for calls one after the other", async () => {
    const counts = await count(() => run(CALLS, 1));
    assert.equal(counts.parses, 2 * CALLS, "the request and the reply are parsed once each");
    assert.equal(counts.stringifies, 2 * CALLS, "and written once each");
    // Four transfers, two dispositions, and now and then credit.
    assert.ok(counts.frames <= 7 * CALLS, `${counts.frames / CALLS} frames a call`);
    assert.ok(counts.writes <= 5 * CALLS, `${counts.writes / CALLS} writes a call`);
    // Client, server and the router's two connections: each writes at the end of the turn in which it has something to say.
    assert.ok(counts.turns <= 5 * CALLS, `${counts.turns / CALLS} turns a call`);
    assert.ok(counts.timers <= timersOf(counts), `${counts.timers} timers of Node for ${CALLS} calls`);
  });

  it("is much smaller for calls at the same time", async () => {
    const counts = await count(() => run(CALLS, OUTSTANDING));
    assert.equal(counts.parses, 2 * CALLS);
    assert.equal(counts.stringifies, 2 * CALLS);
    assert.ok(counts.frames <= 5 * CALLS, `${counts.frames / CALLS} frames a call`);
    assert.ok(counts.writes <= 0.5 * CALLS, `${counts.writes / CALLS} writes a call`);
    assert.ok(counts.timers <= timersOf(counts), `${counts.timers} timers of Node for ${CALLS} calls`);
  });

  it("has one deadline for each call under way, and none afterwards", async () => {
    const idle = timers.size;
    const calls = Array.from({ length: OUTSTANDING }, () => client.join("left", "right"));
    assert.ok(timers.size <= idle + OUTSTANDING, `${timers.size - idle} deadlines`);
    await Promise.all(calls);
    // Replies have a deadline as well, until their outcome is known.
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(timers.size <= idle + 1, `${timers.size - idle} deadlines are left`);
  });

  it("keeps less than 1.8 kB for a call under way", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const waiting = client.prepare({ topic: "served-by-nobody" });
    const call = () => waiting.join("left", "right").catch(() => {});
    for (let made = 0; made < 100; made += 1) void call();
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let made = 0; made < 5_000; made += 1) void call();
    collect();
    const each = (process.memoryUsage().heapUsed - before) / 5_000;
    assert.ok(each < 1_800, `${Math.round(each)} bytes a call`);
  });
});
