#!/usr/bin/env bash
# Software: typebox 1.4.3 (npm), its module typebox/schema, on Node.js 20.20.2.
# Expected: JSON Schema draft 2020-12, Validation, sets no upper bound to the elements of enum (section 6.1.2) or of
#   required (section 6.5.3), and both are small here: typebox compiles what it checks without compiling.
# Seen: Compile writes one expression of all of them, and V8's parser has no stack left for it. The bound depends on
#   the stack's size, and on what is on it already.
#     enum: 1603 compile, 1604 raise RangeError: Maximum call stack size exceeded
#     required: 1602 compile, 1603 raise RangeError: Maximum call stack size exceeded
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm typebox@1.4.3 <<'JS'
import { Check, Compile } from "typebox/schema";

const names = (count) => Array.from({ length: count }, (_, index) => `name-${index}`);
const schemas = {
  enum: (count) => ({ enum: names(count) }),
  required: (count) => ({ type: "object", required: names(count) }),
};

// The error, if the schema cannot be compiled.
function failure(schema) {
  try {
    Compile(schema);
    return undefined;
  } catch (error) {
    return error;
  }
}

console.log(`Node.js ${process.version}`);
for (const [keyword, schema] of Object.entries(schemas)) {
  if (failure(schema(1000)) !== undefined || !(failure(schema(4000)) instanceof RangeError)) {
    console.log(`CHANGED: ${keyword} of 1,000 does not compile, or one of 4,000 raises no RangeError`);
    process.exit(1);
  }
  const value = keyword === "enum" ? "name-0" : Object.fromEntries(names(4000).map((name) => [name, 0]));
  console.log(`${keyword}: Check without Compile says of a valid value, with 4,000: ${Check(schema(4000), value)}`);
  let good = 1000;
  let bad = 4000;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (failure(schema(middle)) === undefined) good = middle;
    else bad = middle;
  }
  console.log(`${keyword}: ${good} compile, ${bad} raise ${failure(schema(bad))}`);
}
console.log("as stated: Compile raises a RangeError for some thousand elements");
JS
