import { it } from "node:test";
import { cutEverywhere } from "../../integration/faults/support/cut-everywhere.js";

it("a connection that is cut at every byte of a call gives no wrong answer, and nothing hangs", async (test) => {
  const tally = await cutEverywhere(test, 1);
  test.diagnostic(JSON.stringify(tally));
});
