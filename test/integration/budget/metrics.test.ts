import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OpenTelemetryMetricProducer } from "../../../src/opentelemetry/index.js";
import { PrometheusMetrics } from "../../../src/prometheus/index.js";
import { costOf } from "./watched-call.js";

/** Time that metrics take cannot be tested on a busy machine; a regression shows as a count. */
describe("the budget of metrics", () => {
  for (const [name, make] of [
    ["prometheus", () => new PrometheusMetrics()],
    ["opentelemetry", () => new OpenTelemetryMetricProducer()],
  ] as const) {
    it(`is two readings of the clock at the client for ${name}, and nothing at the server`, async (test) => {
      const plain = await costOf(test, `budget-plain-${name}`);
      const counted = await costOf(test, `budget-${name}`, make());
      assert.equal(counted.clock - plain.clock, 2);
      const more = counted.functions - plain.functions;
      assert.ok(more <= 28, `${more} functions more than the ${plain.functions} of a call`);
    });
  }
});
