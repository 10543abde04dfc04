#!/usr/bin/env bash
# Software: typebox 1.4.3 (npm), its module typebox/schema.
# Expected: JSON Schema draft 2020-12, Core, section 4.2.2 (instance equality): "both are numbers, and have the same
#   mathematical value". So 0 and -0 are one, and Validation, section 6.4.3 (uniqueItems), refuses [0, -0] as [0, 0].
# Seen: uniqueItems takes [0, -0] and [{"a": 0}, {"a": -0}] for unique; const and enum take the two for one.
#     uniqueItems [0,0]: false
#     uniqueItems [0,-0]: true
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm typebox@1.4.3 <<'JS'
import { Check, Compile } from "typebox/schema";

const rows = [
  // keyword, its value, an instance as JSON, what typebox says of it
  ["uniqueItems", true, "[0,0]", false],
  ["uniqueItems", true, "[0,-0]", true],
  ["uniqueItems", true, '[{"a":0},{"a":-0}]', true],
  ["const", 0, "-0", true],
  ["enum", [0], "-0", true],
];
let changed = false;
for (const [keyword, value, text, stated] of rows) {
  const schema = { [keyword]: value };
  // JSON.parse keeps the sign of -0.
  const instance = JSON.parse(text);
  const seen = [Compile(schema).Check(instance), Check(schema, instance)];
  console.log(`${keyword} ${text}: ${seen[0]}`);
  if (seen.some((each) => each !== stated)) changed = true;
}
if (changed) {
  console.log("CHANGED: 0 and -0 are no longer two for uniqueItems");
  process.exit(1);
}
console.log("as stated: 0 and -0 are two for uniqueItems, and one for const and enum");
JS
