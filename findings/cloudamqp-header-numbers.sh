#!/usr/bin/env bash
# Software: @cloudamqp/amqp-client 4.1.1, read by amqplib 2.3.1 (npm).
# Expected: a number in the headers of a message comes to its reader as it was given: AMQP 0-9-1 tables have signed
#   integers of 64 bits and doubles.
# Seen: whole numbers from 2^31 to 2^32 - 1 are written as signed 32-bit integers and come back negative, those below
#   -2^31 positive; fractions of less than 2^32 are written as floats of 32 bits, and come back as others.
#     2^31 - 1: itself 2147483647, amqplib 2147483647
#     2^31: itself -2147483648, amqplib -2147483648
#     2^32 - 1: itself -1, amqplib -1
#     2^32: itself 4294967296, amqplib 4294967296
#     -2^31 - 1: itself 2147483647, amqplib 2147483647
#     0.1: itself 0.10000000149011612, amqplib 0.10000000149011612
#     1700000000.25: itself 1700000000, amqplib 1700000000
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm @cloudamqp/amqp-client@4.1.1 amqplib@2.3.1 <<'JS'
import { AMQPView } from "@cloudamqp/amqp-client/amqp-view";
import codec from "./node_modules/amqplib/lib/codec.js";

function read(number) {
  const bytes = new ArrayBuffer(64);
  const view = new AMQPView(bytes);
  const length = view.setTable(0, { number });
  // amqplib reads a table without the four octets of its length.
  return [view.getTable(0)[0].number, codec.decodeFields(Buffer.from(bytes, 4, length - 4)).number];
}

const cases = [
  ["2^31 - 1", 2 ** 31 - 1, 2 ** 31 - 1],
  ["2^31", 2 ** 31, -(2 ** 31)],
  ["2^32 - 1", 2 ** 32 - 1, -1],
  ["2^32", 2 ** 32, 2 ** 32],
  ["-2^31 - 1", -(2 ** 31) - 1, 2 ** 31 - 1],
  ["0.1", 0.1, Math.fround(0.1)],
  ["1700000000.25", 1700000000.25, Math.fround(1700000000.25)],
];
let isStated = true;
for (const [name, number, stated] of cases) {
  const [itself, other] = read(number);
  console.log(`${name}: itself ${itself}, amqplib ${other}`);
  isStated &&= itself === stated && other === stated;
}
if (!isStated) {
  console.log("CHANGED: numbers in headers come back as they were given, or as others");
  process.exit(1);
}
console.log("as stated: some numbers in headers come back as others");
JS
