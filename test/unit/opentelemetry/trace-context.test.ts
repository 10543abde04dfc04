import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTraceState } from "@opentelemetry/api";
import { remoteSpan, traceInfoOf, writtenSpan } from "../../../src/opentelemetry/trace-context.js";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanId = "b7ad6b7169203331";
const info = {
  hmac_key: "key",
  base_id: "5F7D2C8E-0f1a-4b7e-9a51-8a9d2f3c4b5a",
  parent_id: "0e2d1fd4-8f0d-4c4f-9a57-6a4b1d9a2c11",
};

describe("the trace context of a message", () => {
  it("is read whatever its flags and whatever a later version adds", () => {
    for (const [traceparent, traceFlags] of [
      [`00-${traceId}-${spanId}-00`, 0],
      [`00-${traceId}-${spanId}-01`, 1],
      [`00-${traceId}-${spanId}-03`, 1],
      [`cc-${traceId}-${spanId}-01-more`, 1],
    ] as const) {
      assert.deepEqual(remoteSpan({ traceparent }), { traceId, spanId, traceFlags, isRemote: true });
    }
  });

  it("is none when it is not one, whatever a peer sends", () => {
    for (const traceparent of [
      undefined,
      null,
      5,
      {},
      "",
      "00",
      `ff-${traceId}-${spanId}-01`,
      `00-${"0".repeat(32)}-${spanId}-01`,
      `00-${traceId}-${"0".repeat(16)}-01`,
      `00-${traceId.toUpperCase()}-${spanId}-01`,
      `00-${traceId}-${spanId}-1`,
      `00-${traceId}-${spanId}-01\n`,
      `00-${traceId}-${spanId}-01-`,
      `00-${traceId}-${spanId}-01-more`,
      `01-${traceId}-${spanId}-01more`,
      `01-${traceId}-${spanId}-01.`,
    ]) {
      assert.equal(remoteSpan({ traceparent }), undefined, String(traceparent));
    }
    for (const trace_info of [
      null,
      [],
      {},
      { ...info, hmac_key: 5 },
      { ...info, base_id: "5" },
      { ...info, parent_id: undefined },
      { ...info, base_id: "00000000-0000-0000-0000-000000000000" },
    ]) {
      assert.equal(remoteSpan({ trace_info }), undefined);
    }
    assert.equal(remoteSpan(Object.create({ traceparent: `00-${traceId}-${spanId}-01` })), undefined);
  });

  it("of osprofiler counts where there is no other, with ids as its OTLP driver shortens them", () => {
    assert.deepEqual(remoteSpan({ trace_info: info }), {
      traceId: "5f7d2c8e0f1a4b7e9a518a9d2f3c4b5a",
      spanId: "9a576a4b1d9a2c11",
      traceFlags: 1,
      isRemote: true,
    });
    const traceparent = `00-${traceId}-${spanId}-01`;
    assert.equal(remoteSpan({ traceparent, trace_info: info })?.traceId, traceId);
    assert.deepEqual(traceInfoOf({ trace_info: { ...info, more: 1 } }), info);
  });

  it("is written as it is read, and leaves nothing of another trace", () => {
    const span = { traceId, spanId, traceFlags: 1, traceState: createTraceState("a=1,b=2") };
    const fields = writtenSpan(span, {}, undefined);
    assert.deepEqual(fields, { traceparent: `00-${traceId}-${spanId}-01`, tracestate: "a=1,b=2" });
    assert.equal(remoteSpan(fields)?.traceState?.serialize(), "a=1,b=2");
    const bare = { traceId, spanId, traceFlags: 0 };
    assert.deepEqual(writtenSpan(bare, { tracestate: "other=1" }, info), {
      traceparent: `00-${traceId}-${spanId}-00`,
      tracestate: undefined,
      trace_info: { ...info, parent_id: "00000000-0000-4000-b7ad-6b7169203331" },
    });
    assert.equal(remoteSpan({ trace_info: writtenSpan(bare, {}, info).trace_info })?.spanId, spanId);
  });
});
