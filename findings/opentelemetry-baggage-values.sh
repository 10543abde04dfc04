#!/usr/bin/env bash
# Software: @opentelemetry/core 2.12.1, @opentelemetry/api 1.9.1 (npm).
# Expected: W3C Baggage, "Definition" and "value": a value may be empty, and of a percent-encoded value the octets that
#   are no UTF-8 are replaced by U+FFFD. So each entry of the header is there when it was read, and what one service
#   writes the next reads.
# Seen: W3CBaggagePropagator writes an entry with an empty value, and drops it when it reads the header. An entry whose
#   octets are no UTF-8 is dropped too. Both go without a word, and are missing in what the service sends on.
#     written of a "" and b "1": a=,b=1
#     read of a=,b=1: b "1"
#     read of a=%C3%28,b=1: b "1"
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm @opentelemetry/core@2.12.1 @opentelemetry/api@1.9.1 <<'JS'
import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
} from "@opentelemetry/api";
import { W3CBaggagePropagator } from "@opentelemetry/core";

const propagator = new W3CBaggagePropagator();

function write(entries) {
  const carrier = {};
  const context = propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage(entries));
  propagator.inject(context, carrier, defaultTextMapSetter);
  return carrier.baggage;
}

function read(baggage) {
  const context = propagator.extract(ROOT_CONTEXT, { baggage }, defaultTextMapGetter);
  const entries = propagation.getBaggage(context)?.getAllEntries() ?? [];
  return entries.map(([name, { value }]) => `${name} "${value}"`).join(", ");
}

const written = write({ a: { value: "" }, b: { value: "1" } });
console.log(`written of a "" and b "1": ${written}`);
let isStated = written === "a=,b=1";
for (const header of ["a=,b=1", "a=%C3%28,b=1"]) {
  const seen = read(header);
  console.log(`read of ${header}: ${seen}`);
  isStated &&= seen === 'b "1"';
}
if (!isStated) {
  console.log("CHANGED: an empty value, or one that is no UTF-8, is read");
  process.exit(1);
}
console.log("as stated: an empty value, and one that is no UTF-8, is dropped");
JS
