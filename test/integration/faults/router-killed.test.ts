import assert from "node:assert/strict";
import { it } from "node:test";
import { killRouter } from "./support/kill-router.js";

it("a router that is killed under 500 calls, and comes back: each call ends once, and none is left", async (test) => {
  const tally = await killRouter(test, 500, 60);
  // Some were under way, and some had not been sent yet.
  assert.ok((tally.answered ?? 0) > 50, JSON.stringify(tally));
});
