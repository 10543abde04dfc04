#!/usr/bin/env bash
# Software: @lezer/python 1.1.19 (npm).
# Expected: its README calls it "a Python grammar". It knows match statements of Python 3.10, type parameters of 3.12
#   and positional-only parameters of 3.8, so what is as old or older is parsed without an error node.
# Seen: error nodes for a yield without a value, a number that ends in a point, an item as a decorator (3.9), a with in
#   parentheses that names its values, a pattern of several strings (3.10), and a slash in a lambda's parameters (3.8).
#     yield without a value: YieldStatement(yield,⚠)
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm @lezer/python@1.1.19 <<'JS'
import { parser } from "@lezer/python";

// Valid statements in pairs: one that is parsed, and one that is not.
const pairs = {
  "yield without a value": ["def f():\n    yield 1\n", "def f():\n    yield\n"],
  "number that ends in a point": ["x = 5.0\n", "x = 5.\n"],
  "decorator of an item (3.9)": ["@a.b\ndef f(): pass\n", "@a[0]\ndef f(): pass\n"],
  "with of names in parentheses (3.10)": [
    "with open(a) as b, open(c) as d: pass\n",
    "with (open(a) as b, open(c) as d): pass\n",
  ],
  "slash in a lambda (3.8)": ["lambda a, b: a\n", "lambda a, /, b: a\n"],
  "pattern of several strings (3.10)": [
    'match x:\n    case "ab": pass\n',
    'match x:\n    case "a" "b": pass\n',
  ],
};
// Of the versions named above, and parsed.
const known = ["match x:\n    case [1, *_]: pass\n", "type A[T] = list[T]\n", "def f(a, /, b): pass\n"];

const errors = (text) => {
  let count = 0;
  parser.parse(text).iterate({
    enter: (node) => {
      if (node.type.isError) count += 1;
    },
  });
  return count;
};

let changed = known.some((text) => errors(text) > 0);
for (const [what, [parsed, text]] of Object.entries(pairs)) {
  console.log(`${what}: ${JSON.stringify(text)}`);
  console.log(`  ${parser.parse(text)}`);
  if (errors(parsed) > 0 || errors(text) === 0) changed = true;
}
if (changed) {
  console.log("CHANGED: one of them is parsed, or one that was parsed is not");
  process.exit(1);
}
console.log("as stated: the parser takes valid statements for errors");
JS
