import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BasicTracerProvider } from "@opentelemetry/sdk-trace-base";
import { openTelemetry } from "../../../src/opentelemetry/index.js";
import { costOf } from "./watched-call.js";

/** Time that tracing takes cannot be tested on a busy machine; a regression shows as a count. */
describe("the budget of tracing", () => {
  it("is nothing where it is switched off", async (test) => {
    const plain = await costOf(test, "budget-unwatched");
    assert.deepEqual(await costOf(test, "budget-off", openTelemetry({ enabled: false })), plain);
  });

  it("is few functions for the two spans of a call, and no context of the API's", async (test) => {
    const plain = await costOf(test, "budget-untraced");
    const tracerProvider = new BasicTracerProvider();
    const traced = await costOf(test, "budget-traced", openTelemetry({ tracerProvider }));
    assert.equal(traced.contexts, 0);
    const more = traced.functions - plain.functions;
    assert.ok(more <= 96, `${more} functions more than the ${plain.functions} of a call`);
  });
});
