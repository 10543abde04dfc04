import assert from "node:assert/strict";
import { it } from "node:test";
import { Started, startRouter, until } from "../../integration/amqp/harness.js";
import { CutProxy, type Way } from "../../integration/faults/support/cut-proxy.js";
import { Ledger } from "../../integration/faults/support/ledger.js";
import { startRouterProcess } from "../../integration/faults/support/program.js";
import { connect, serve } from "../../integration/faults/support/transport.js";
import { WorkClient } from "../../integration/faults/support/work-service.js";

/** Seconds of silence; found out within twice as many and one more, and what a busy machine adds. */
const IDLE = 2;
const FOUND_OUT = (2 * IDLE + 1) * 1000 + 15_000;

it("a router that is stopped is found out, and used again when it goes on", async (test) => {
  const { router, url } = await startRouterProcess(test);
  const settings = { idle_timeout: IDLE };
  const ledger = new Ledger();
  await serve(test, connect(test, url, settings), ledger);
  const client = new WorkClient(connect(test, url, settings), { timeout: 60 });
  await client.work("before", 0);
  const lost = client.work("under way", 8_000);
  await until(() => ledger.executions === 2);
  // By now the acceptance of the request is out.
  await client.work("beside", 0);
  const stopped = performance.now();
  router.signal("SIGSTOP");
  await assert.rejects(lost, { code: "REPLY_LOST" });
  const took = performance.now() - stopped;
  test.diagnostic(`found out after ${Math.round(took)} ms`);
  assert.ok(took < FOUND_OUT, `${took} ms`);
  router.signal("SIGCONT");
  assert.equal(await client.work("after", 0), "after");
  test.diagnostic(`answered ${Math.round(performance.now() - stopped)} ms after it was stopped`);
});

const WAYS: Readonly<Record<string, readonly Way[]>> = {
  "either way": ["up", "down"],
  "from the client": ["up"],
  "to the client": ["down"],
};

for (const [which, ways] of Object.entries(WAYS)) {
  it(`a network that passes nothing on ${which} is found out, and used again when it does`, async (test) => {
    const started = new Started();
    test.after(() => started.stop());
    const router = await startRouter(started, { limits: { idleTimeout: IDLE * 1000 } });
    await serve(test, connect(test, router.url), new Ledger());
    const proxy = await CutProxy.start(test, router.port);
    const client = new WorkClient(connect(test, proxy.url, { idle_timeout: IDLE }), { timeout: 60 });
    await client.work("before", 0);
    proxy.stall(...ways);
    const stalled = performance.now();
    await assert.rejects(client.work("lost", 0), { name: "MessageDeliveryFailure" });
    const took = performance.now() - stalled;
    test.diagnostic(`found out after ${Math.round(took)} ms`);
    assert.ok(took < FOUND_OUT, `${took} ms`);
    proxy.go();
    assert.equal(await client.work("after", 0), "after");
  });
}

it("an event loop blocked for three idle times costs no connection, and a clock put back no deadline", async (test) => {
  const { url } = await startRouterProcess(test);
  const transport = connect(test, url, { idle_timeout: IDLE });
  const served = connect(test, url);
  const ledger = new Ledger();
  await serve(test, served, ledger);
  const client = new WorkClient(transport, { timeout: 60 });
  await client.work("before", 0);
  const running = client.work("under way", 3_500 * IDLE);
  await until(() => ledger.executions === 2);
  // Leaves the processor to others.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_000 * IDLE);
  const now = Date.now;
  test.after(() => {
    Date.now = now;
  });
  Date.now = () => now() - 3_600_000;
  assert.equal(await running, "under way");
  Date.now = () => now() + 3_600_000;
  assert.equal(await client.work("after", 0), "after");
});
