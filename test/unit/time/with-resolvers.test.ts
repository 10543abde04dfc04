import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withResolvers } from "../../../src/time/with-resolvers.js";

describe("a promise that is settled from outside", () => {
  it("resolves with the value, and stays so", async () => {
    const { promise, resolve, reject } = withResolvers<number>();
    resolve(1);
    reject(new Error("too late"));
    assert.equal(await promise, 1);
  });

  it("rejects with the reason", async () => {
    const { promise, reject } = withResolvers<number>();
    reject(new Error("refused"));
    await assert.rejects(promise, /refused/);
  });
});
