import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { until } from "../../amqp/harness.js";
import { Ledger } from "./ledger.js";
import { startRouterProcess } from "./program.js";
import { connect, remains, serve } from "./transport.js";
import { WorkClient } from "./work-service.js";

/**
 * Kills the router with so many calls in flight, and starts it again: all calls end in time, none is executed twice,
 * nothing is left of them, and new ones are answered.
 *
 * @param timeout seconds a call may take
 * @returns how the calls ended
 */
export async function killRouter(
  test: TestContext,
  calls: number,
  timeout: number,
): Promise<Readonly<Record<string, number>>> {
  const { router, port, url } = await startRouterProcess(test);
  const ledger = new Ledger();
  await serve(test, connect(test, url), ledger);
  const client = new WorkClient(connect(test, url), { timeout });
  const ids = Array.from({ length: calls }, (_, index) => `call ${index}`);
  const ends = ids.map((id) => ledger.follow(id, client.work(id, 5), timeout));
  await until(() => ledger.ends >= calls / 10, 60_000);
  await router.kill();
  await startRouterProcess(test, port);
  await Promise.all(ends);
  const tally = ledger.check(ids, 1_000 + 5_000);
  const after = Array.from({ length: 20 }, (_, index) => `after ${index}`);
  await Promise.all(after.map((id) => ledger.follow(id, client.work(id, 0), timeout)));
  assert.deepEqual(ledger.check(after, 6_000), { answered: after.length });
  assert.deepEqual(remains(), { requests: 0, calls: 0, messages: 0 });
  return tally;
}
