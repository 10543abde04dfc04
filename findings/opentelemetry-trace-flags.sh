#!/usr/bin/env bash
# Software: @opentelemetry/core 2.12.1, @opentelemetry/api 1.9.1 (npm).
# Expected: W3C Trace Context, "Versioning of traceparent": of a later version the parts are taken that are known, and
#   written on as version 00, whose "trace-flags" are two hexadecimal digits with the bits set that are known. A later
#   version may have more of them.
# Seen: without an SDK, where a service only hands a trace on, W3CTraceContextPropagator hands on every bit, and puts a
#   0 before the number whatever its length: from 10 on the flags have three digits. It does not take such a traceparent
#   itself: the trace ends there.
#     01: handed on as 01, read again
#     0a: handed on as 0a, read again
#     10: handed on as 010, not read again
#     81: handed on as 081, not read again
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm @opentelemetry/core@2.12.1 @opentelemetry/api@1.9.1 <<'JS'
import { defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";

const propagator = new W3CTraceContextPropagator();
const BEFORE = "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-";

function read(traceparent) {
  return propagator.extract(ROOT_CONTEXT, { traceparent }, defaultTextMapGetter);
}

const cases = [
  ["01", "01, read again"],
  ["0a", "0a, read again"],
  ["10", "010, not read again"],
  ["81", "081, not read again"],
];
let isStated = true;
for (const [flags, stated] of cases) {
  const carrier = {};
  const span = trace.getTracer("finding").startSpan("handed on", {}, read(BEFORE + flags));
  propagator.inject(trace.setSpan(ROOT_CONTEXT, span), carrier, defaultTextMapSetter);
  const isRead = trace.getSpanContext(read(carrier.traceparent)) !== undefined;
  const seen = `${carrier.traceparent.slice(BEFORE.length)}, ${isRead ? "read again" : "not read again"}`;
  console.log(`${flags}: handed on as ${seen}`);
  isStated &&= seen === stated;
}
if (!isStated) {
  console.log("CHANGED: the flags have two digits when they are handed on");
  process.exit(1);
}
console.log("as stated: flags from 10 on are handed on with three digits");
JS
