import assert from "node:assert/strict";
import { it } from "node:test";
import { Started, startRouter } from "../amqp/harness.js";
import { cutEverywhere } from "./support/cut-everywhere.js";
import { CutProxy } from "./support/cut-proxy.js";
import { Ledger } from "./support/ledger.js";
import { connect, serve } from "./support/transport.js";
import { WorkClient } from "./support/work-service.js";

const MEGABYTE = 1_000_000;

it("a connection that is cut anywhere in a call gives no wrong answer, and nothing hangs", async (test) => {
  const tally = await cutEverywhere(test, 61);
  assert.ok((tally.answered ?? 0) > 1, JSON.stringify(tally));
  assert.ok(Object.keys(tally).length > 1, JSON.stringify(tally));
});

for (const side of ["client", "server"] as const) {
  for (const way of ["up", "down"] as const) {
    const what = (side === "client") === (way === "up") ? "request" : "reply";
    it(`a ${what} that is cut off in the middle on the ${side}'s connection leaves the next one whole`, async (test) => {
      const started = new Started();
      test.after(() => started.stop());
      const router = await startRouter(started);
      const proxy = await CutProxy.start(test, router.port);
      const url = (of: typeof side) => (side === of ? proxy.url : router.url);
      const server = await serve(test, connect(test, url("server")), new Ledger());
      const client = new WorkClient(connect(test, url("client")), { timeout: 60 });
      const text = what === "request" ? "r".repeat(MEGABYTE) : "r";
      const length = what === "request" ? 1 : MEGABYTE;
      assert.equal((await client.grow("warm", 1)).length, 1);

      proxy.cutOnce({ [way]: MEGABYTE / 2 });
      await assert.rejects(client.prepare({ timeout: 10 }).grow(text, length), { name: /^Message/ });
      assert.equal(proxy.connections, 1);
      const again = await client.grow(`${text}!`, length);
      assert.equal(again, (what === "request" ? text : "r!".repeat(MEGABYTE)).slice(0, length));
      assert.equal(server.health.running, 0);
    });
  }
}
