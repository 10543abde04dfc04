import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createContextKey, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { OneSpanContext } from "../../../src/opentelemetry/one-span-context.js";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanOf = (spanId: string) => trace.wrapSpanContext({ traceId, spanId, traceFlags: 1 });
const span = spanOf("b7ad6b7169203331");
const other = spanOf("00f067aa0ba902b7");
const KEY = createContextKey("a test's");

describe("a context with one span", () => {
  it("does what those of the API do, and stays as it is", () => {
    for (const context of [new OneSpanContext(span), trace.setSpan(ROOT_CONTEXT, span)]) {
      const more = context.setValue(KEY, 1);
      assert.deepEqual([trace.getSpan(more), more.getValue(KEY)], [span, 1]);
      const less = more.deleteValue(KEY);
      assert.deepEqual([trace.getSpan(less), less.getValue(KEY)], [span, undefined]);
      const baggage = propagation.createBaggage({ tenant: { value: "a" } });
      const carrying = propagation.setBaggage(context, baggage);
      assert.deepEqual([trace.getSpan(carrying), propagation.getBaggage(carrying)], [span, baggage]);
      assert.equal(trace.getSpan(trace.setSpan(context, other)), other);
      assert.equal(trace.getSpan(trace.deleteSpan(context)), undefined);
      assert.equal(trace.getSpan(context.deleteValue(KEY)), span);
      assert.deepEqual([trace.getSpan(context), context.getValue(KEY)], [span, undefined]);
      assert.equal(propagation.getBaggage(context), undefined);
    }
  });
});
