import assert from "node:assert/strict";
import { it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { timers } from "../../src/time/timers.js";
import { Started, startRouter } from "../integration/amqp/harness.js";
import { Ledger } from "../integration/faults/support/ledger.js";
import { connect, remains, serve } from "../integration/faults/support/transport.js";
import { WorkClient } from "../integration/faults/support/work-service.js";

const CALLS = Number(process.env.SOAK_CALLS ?? 1_000_000);
const SAMPLES = 20;
const AT_ONCE = 100;
/** MB the heap may vary by over the last 80 % of the calls. */
const FLAT = 4;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Counts, and keeps nothing: what a ledger keeps of each call would look like a leak. */
class Count extends Ledger {
  count = 0;

  override executed(): void {
    this.count += 1;
  }
}

it(`${CALLS} calls leave the heap flat`, async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const router = await startRouter(started);
  const count = new Count();
  await serve(test, connect(test, router.url), count);
  const client = new WorkClient(connect(test, router.url), { timeout: 60 });
  const heap: number[] = [];
  const begun = performance.now();
  for (let sample = 0; sample < SAMPLES; sample++) {
    let left = CALLS / SAMPLES;
    const caller = async () => {
      while (left-- > 0) assert.equal(await client.work("soak", 0), "soak");
    };
    await Promise.all(Array.from({ length: AT_ONCE }, caller));
    collect();
    heap.push(process.memoryUsage().heapUsed / 1024 / 1024);
  }
  const seconds = (performance.now() - begun) / 1000;
  test.diagnostic(`heap in MB: ${heap.map((used) => used.toFixed(1)).join(" ")}`);
  test.diagnostic(`${Math.round(CALLS / seconds)} calls/s in one process`);
  const last = heap.slice(SAMPLES / 5);
  assert.equal(count.count, CALLS);
  assert.ok(Math.max(...last) - Math.min(...last) < FLAT, "the heap is not flat");
  assert.deepEqual(remains(), { requests: 0, calls: 0, messages: 0 });
  // The purge of idle senders of client and server.
  assert.ok(timers.size <= 4, `${timers.size} timers`);
});
