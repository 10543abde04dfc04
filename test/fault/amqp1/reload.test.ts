import assert from "node:assert/strict";
import { it } from "node:test";
import { reloadUnderLoad } from "../../integration/router/reload-under-load.js";

it("users and certificate change with a thousand clients connected", async (test) => {
  const took = await reloadUnderLoad(test, 1_000);
  test.diagnostic(`the removed user was out after ${Math.round(took)} ms`);
  assert.ok(took < 1_000, `${took} ms`);
});
