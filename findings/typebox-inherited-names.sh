#!/usr/bin/env bash
# Software: typebox 1.4.3 (npm).
# Expected: JSON Schema validation, 6.5.3 (required), and core, 10.3.2.1 (properties): both speak of the members of the
#   JSON object, so that `{}` has none, whatever JavaScript's objects inherit.
# Seen: inherited names are taken for members, `constructor` alone is not. `{}` is refused by a schema whose member
#   toString, not required, is a text, and lacks nothing for one that requires toString. `Compile` and `Check` agree.
#     properties toString: {} refused
#     properties constructor: {} valid
#     required toString: {} valid
#     required constructor: {} refused
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm typebox@1.4.3 <<'JS'
import { Compile } from "typebox/compile";
import { Check } from "typebox/value";

const cases = [
  ["properties toString", { properties: { toString: { type: "string" } } }, false],
  ["properties constructor", { properties: { constructor: { type: "string" } } }, true],
  ["required toString", { required: ["toString"] }, true],
  ["required constructor", { required: ["constructor"] }, false],
];
let isStated = true;
for (const [name, schema, stated] of cases) {
  const checked = Check({ type: "object", ...schema }, {});
  const compiled = Compile({ type: "object", ...schema }).Check({});
  console.log(`${name}: {} ${checked ? "valid" : "refused"}`);
  isStated &&= checked === stated && compiled === stated;
}
if (!isStated) {
  console.log("CHANGED: inherited names are no members, or each is, or Compile says another thing");
  process.exit(1);
}
console.log("as stated: toString is a member of {}, constructor is not");
JS
