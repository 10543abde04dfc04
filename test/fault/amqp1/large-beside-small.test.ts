import assert from "node:assert/strict";
import { it } from "node:test";
import { MessageDeliveryFailure } from "../../../src/index.js";
import { Started, startRouter } from "../../integration/amqp/harness.js";
import { Ledger } from "../../integration/faults/support/ledger.js";
import { startRouterProcess } from "../../integration/faults/support/program.js";
import { connect, serve } from "../../integration/faults/support/transport.js";
import { WorkClient } from "../../integration/faults/support/work-service.js";

const SMALL = "x".repeat(100);
const CALLS = 400;
/** ms that no small call may take by itself, however busy the machine is. */
const BOUND = 5_000;
/** Large calls that a small one may wait for. */
const FEW = 3;

/** @param slowest ms of the slowest large call beside them, when they are over */
async function times(client: WorkClient, slowest = () => 0): Promise<string> {
  const taken: number[] = [];
  for (let index = 0; index < CALLS; index++) {
    const begun = performance.now();
    assert.equal(await client.work(SMALL, 0), SMALL);
    taken.push(performance.now() - begun);
  }
  taken.sort((a, b) => a - b);
  assert.ok((taken.at(-1) as number) < BOUND + FEW * slowest(), `a small call took ${taken.at(-1)} ms`);
  const at = (share: number) => (taken[Math.floor(CALLS * share)] as number).toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}

for (const megabytes of [1, 10]) {
  it(`calls of 100 bytes beside those of ${megabytes} MB go on`, { timeout: 300_000 }, async (test) => {
    const { url } = await startRouterProcess(test);
    await serve(test, connect(test, url), new Ledger());
    const small = new WorkClient(connect(test, url), { timeout: 60 });
    const large = new WorkClient(connect(test, url), { timeout: 60 });
    await times(small);
    const alone = await times(small);
    const text = "y".repeat(megabytes * 1_000_000);
    let done = false;
    let count = 0;
    let slowest = 0;
    const load = (async () => {
      while (!done) {
        const begun = performance.now();
        assert.equal((await large.grow(text, text.length)).length, text.length);
        slowest = Math.max(slowest, performance.now() - begun);
        count++;
      }
    })();
    const beside = await times(small, () => slowest);
    done = true;
    await load;
    test.diagnostic(`alone ${alone}; beside ${count} calls of ${megabytes} MB both ways ${beside}`);
  });
}

it("a message of as many bytes as the peer takes passes, and one of a byte more is an error before it is sent", async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const most = 200_000;
  const router = await startRouter(started, { limits: { maxMessageSize: most } });
  await serve(test, connect(test, router.url), new Ledger());
  const client = new WorkClient(connect(test, router.url), { timeout: 30 });
  const call = (bytes: number) => client.grow("z".repeat(bytes), 1);
  // What surrounds the text is told by the error of one that is far too long.
  const error = await call(most).catch((failure: Error) => failure);
  assert.ok(error instanceof MessageDeliveryFailure);
  const whole = Number(/has (\d+) bytes/.exec(error.message)?.[1]);
  const { received } = router.statistics();
  assert.equal(await call(most - (whole - most)), "z");
  assert.equal(router.statistics().received, received + 2);
  await assert.rejects(call(most - (whole - most) + 1), /has 200001 bytes, the peer takes 200000/);
  assert.equal(router.statistics().received, received + 2);
  assert.equal(await call(1), "z");
});
