import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { getRpcTransport, loadConfiguration } from "../../../../src/index.js";
import { Started, startRouter } from "../../amqp/harness.js";
import { CutProxy } from "./cut-proxy.js";
import { Ledger } from "./ledger.js";
import { connect, serve } from "./transport.js";
import { WorkClient } from "./work-service.js";

/** Seconds a call may take; what hangs shows as one that took them all. */
const TIMEOUT = 60;

/**
 * Cuts a client's connection at one byte after another of a call, from the first of its handshake to the last of the
 * reply, in both directions: it gets the right answer or a typed error, and nothing is executed twice.
 *
 * @param step bytes between two cuts
 * @returns how many calls ended in which way
 */
export async function cutEverywhere(
  test: TestContext,
  step: number,
): Promise<Readonly<Record<string, number>>> {
  const started = new Started();
  test.after(() => started.stop());
  const router = await startRouter(started);
  const ledger = new Ledger();
  await serve(test, connect(test, router.url), ledger);
  const proxy = await CutProxy.start(test, router.port);
  const ids: string[] = [];

  const call = async (id: string): Promise<void> => {
    ids.push(id);
    const transport = getRpcTransport({ url: proxy.url, configuration: loadConfiguration({}) });
    const client = new WorkClient(transport, { timeout: TIMEOUT, retry: 0 });
    await ledger.follow(id, client.work(id, 0), TIMEOUT);
    await transport.close();
  };
  await call("uncut");
  const { up, down } = proxy;
  assert.ok(up > 500 && down > 500);
  for (const [way, length] of Object.entries({ up, down })) {
    for (let at = 0; at < length; at += step) {
      proxy.cutOnce({ [way]: at });
      await call(`${way} ${at}`);
    }
  }
  const tally = ledger.check(ids, 5_000);
  for (const end of Object.keys(tally)) assert.doesNotMatch(end, /Timeout/);
  return tally;
}
