#!/usr/bin/env bash
# Software: rhea 3.0.5 (npm).
# Expected: AMQP 1.0, part 1, section 1.6.24 (array): elements of one type, and lists, maps and booleans are types as
#   others are. `wrap_array` takes the type's code, so that its values come back as from a list of the same ones.
# Seen: an array of maps is written with empty ones, one of lists raises an error, and booleans come back as numbers.
#   Texts and numbers come back.
#     strings: ["a","bb"]
#     maps: [{}]
#     lists: TypeError: Cannot write "x"
#     booleans: [1,0]
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm rhea@3.0.5 <<'JS'
import rhea from "rhea";

const passed = (body) => JSON.stringify(rhea.message.decode(rhea.message.encode({ body })).body);

function passedArray(values, code) {
  try {
    return passed(rhea.types.wrap_array(values, code));
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}

const cases = [
  // name, values, the code of their type, what comes back
  ["strings", ["a", "bb"], 0xb1, '["a","bb"]'],
  ["maps", [{ a: 1 }], 0xd1, "[{}]"],
  ["lists", [["x"]], 0xd0, 'TypeError: Cannot write "x"'],
  ["booleans", [true, false], 0x56, "[1,0]"],
];
let isStated = true;
for (const [name, values, code, stated] of cases) {
  const seen = passedArray(values, code);
  console.log(`${name}: ${seen}`);
  isStated &&= seen === stated && passed(values) === JSON.stringify(values);
}
if (!isStated) {
  console.log("CHANGED: arrays come back as they were, or otherwise, or lists do not");
  process.exit(1);
}
console.log("as stated: arrays of maps, lists and booleans do not come back");
JS
