#!/usr/bin/env bash
# Software: rhea 3.0.5 (npm).
# Expected: AMQP 1.0, part 1, section 1.6.12 (double): a 64-bit number of IEEE 754. Each number of JavaScript is one, so
#   it can be written and comes back.
# Seen: whole numbers are written as integers however large they are: from 2^64 on that raises a RangeError of Node's
#   Buffer, -2^63 does too, and 2^63 and what follows comes back as a Buffer. NaN is written as null. Fractions are
#   written as doubles; `wrap_double` makes one of any number.
#     1e19: Buffer
#     1e20: RangeError
#     2^63: Buffer
#     -2^63: RangeError
#     NaN: null
#     1e20 by wrap_double: 100000000000000000000
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm rhea@3.0.5 <<'JS'
import rhea from "rhea";

function passed(value) {
  try {
    const read = rhea.message.decode(rhea.message.encode({ body: { value } })).body.value;
    return Buffer.isBuffer(read) ? "Buffer" : String(read);
  } catch (error) {
    return error.name;
  }
}

const cases = [
  ["1e19", 1e19, "Buffer"],
  ["1e20", 1e20, "RangeError"],
  ["2^63", 2 ** 63, "Buffer"],
  ["-2^63", -(2 ** 63), "RangeError"],
  ["NaN", Number.NaN, "null"],
  ["1e20 by wrap_double", rhea.types.wrap_double(1e20), "100000000000000000000"],
];
let changed = false;
for (const [name, value, stated] of cases) {
  const seen = passed(value);
  console.log(`${name}: ${seen}`);
  if (seen !== stated) changed = true;
}
if (changed) {
  console.log("CHANGED: other numbers come back");
  process.exit(1);
}
console.log("as stated: large whole numbers and NaN do not come back");
JS
