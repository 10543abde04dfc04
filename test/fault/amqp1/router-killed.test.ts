import { it } from "node:test";
import { killRouter } from "../../integration/faults/support/kill-router.js";

it("a router that is killed under 10,000 calls, and comes back", async (test) => {
  const begun = performance.now();
  const tally = await killRouter(test, 10_000, 60);
  test.diagnostic(`${JSON.stringify(tally)} in ${Math.round(performance.now() - begun)} ms`);
});
