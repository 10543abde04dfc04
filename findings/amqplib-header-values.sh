#!/usr/bin/env bash
# Software: amqplib 2.3.1, and @cloudamqp/amqp-client 4.1.1 beside it (npm).
# Expected: a value in the headers of a message that has a form in the tables of AMQP 0-9-1, as a time and any double
#   have, is written in that form; what has none is refused.
# Seen: a Date is written as an empty table without a word, where the other client writes a timestamp. Infinity and 1e20
#   are written as doubles, while -Infinity, -1e20 and NaN raise a RangeError: they are taken for 64-bit integers.
#     Date: amqplib {}, the other a timestamp of 1700000000
#     1e20: 100000000000000000000
#     -1e20: RangeError
#     Infinity: Infinity
#     -Infinity: RangeError
#     NaN: RangeError
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm amqplib@2.3.1 @cloudamqp/amqp-client@4.1.1 <<'JS'
import { AMQPView } from "@cloudamqp/amqp-client/amqp-view";
import codec from "./node_modules/amqplib/lib/codec.js";

// A table is read without the four octets of its length.
function written(value) {
  const bytes = Buffer.alloc(64);
  return codec.decodeFields(bytes.subarray(4, codec.encodeTable(bytes, { value }, 0))).value;
}

function writtenByOther(value) {
  const bytes = new ArrayBuffer(64);
  const length = new AMQPView(bytes).setTable(0, { value });
  return codec.decodeFields(Buffer.from(bytes, 4, length - 4)).value;
}

function told(value) {
  try {
    return String(written(value));
  } catch (error) {
    return error.name;
  }
}

const date = new Date(1700000000000);
const ofDate = JSON.stringify(written(date));
const other = writtenByOther(date);
console.log(`Date: amqplib ${ofDate}, the other a ${other["!"]} of ${other.value}`);
let isStated = ofDate === "{}" && other["!"] === "timestamp";

const cases = [
  ["1e20", 1e20, "100000000000000000000"],
  ["-1e20", -1e20, "RangeError"],
  ["Infinity", Number.POSITIVE_INFINITY, "Infinity"],
  ["-Infinity", Number.NEGATIVE_INFINITY, "RangeError"],
  ["NaN", Number.NaN, "RangeError"],
];
for (const [name, value, stated] of cases) {
  const seen = told(value);
  console.log(`${name}: ${seen}`);
  isStated &&= seen === stated;
}
if (!isStated) {
  console.log("CHANGED: a Date is written or refused, or other doubles are");
  process.exit(1);
}
console.log("as stated: a Date is lost, and negative doubles are refused where positive ones are not");
JS
