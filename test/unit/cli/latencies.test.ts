import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describeSummary, summarize } from "../../../src/cli/latencies.js";

describe("a summary of latencies", () => {
  it("has rate, mean and percentiles by the nearest rank", () => {
    const latencies = Array.from({ length: 100 }, (_, index) => 100 - index);
    assert.deepEqual(summarize(latencies, 2, 2000), {
      count: 100,
      failed: 2,
      seconds: 2,
      perSecond: 50,
      min: 1,
      mean: 50.5,
      p50: 50,
      p90: 90,
      p99: 99,
      max: 100,
    });
  });

  it("is of one call, or of none", () => {
    const one = summarize([4.00049], 0, 10);
    assert.deepEqual([one.min, one.p50, one.p99, one.max, one.mean], [4, 4, 4, 4, 4]);
    const none = summarize([], 3, 0);
    assert.deepEqual([none.count, none.perSecond, none.mean, none.p99], [0, 0, 0, 0]);
    assert.match(describeSummary(none), /^0 calls, 3 failed/);
  });
});
