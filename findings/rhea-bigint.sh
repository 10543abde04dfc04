#!/usr/bin/env bash
# Software: rhea 3.0.5 (npm).
# Expected: AMQP 1.0, part 1, sections 1.6.10 (long) and 1.6.6 (ulong): whole numbers of 64 bits, for which JavaScript
#   has BigInt. One is written as such, or refused, as a message-id of true is.
# Seen: a BigInt is written as an empty map, in the body and among the application properties, without a word. So is a
#   function. `wrap_long` of a BigInt raises a TypeError.
#     10n: {}
#     application property of 10n: {}
#     function: {}
#     wrap_long(10n): TypeError
#     10: 10
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm rhea@3.0.5 <<'JS'
import rhea from "rhea";

const passed = (message) => rhea.message.decode(rhea.message.encode(message));

function told(read) {
  try {
    return JSON.stringify(read());
  } catch (error) {
    return error.name;
  }
}

const cases = [
  ["10n", () => passed({ body: 10n }).body, "{}"],
  ["application property of 10n", () => passed({ application_properties: { a: 10n } }).application_properties.a, "{}"],
  ["function", () => passed({ body: () => 10 }).body, "{}"],
  ["wrap_long(10n)", () => passed({ body: rhea.types.wrap_long(10n) }).body, "TypeError"],
  ["10", () => passed({ body: 10 }).body, "10"],
];
let isStated = true;
for (const [name, read, stated] of cases) {
  const seen = told(read);
  console.log(`${name}: ${seen}`);
  isStated &&= seen === stated;
}
if (!isStated) {
  console.log("CHANGED: a BigInt is a number, or refused");
  process.exit(1);
}
console.log("as stated: a BigInt becomes an empty map");
JS
