import assert from "node:assert/strict";
import { it } from "node:test";
import { matchesWildcard } from "../../../../src/notify/drivers/wildcard.js";

/** As Python's `fnmatch.fnmatchcase` answers. */
const cases: readonly (readonly [pattern: string, text: string, expected: boolean])[] = [
  ["", "", true],
  ["", "a", false],
  ["*", "", true],
  ["compute.*", "compute.instance.create", true],
  ["compute.*", "compute", false],
  ["*.create.*", "compute.create.end", true],
  ["*.end", "compute.create.ended", false],
  ["a?c", "abc", true],
  ["a?c", "ac", false],
  ["a?c", "a\u{1f600}c", true],
  ["[abc]x", "bx", true],
  ["[a-c]x", "bx", true],
  ["[a-c]x", "dx", false],
  ["[!a-c]x", "dx", true],
  ["[!a-c]x", "ax", false],
  ["[]]", "]", true],
  ["[!]]", "]", false],
  ["[a-]", "-", true],
  ["[", "[", true],
  ["[a", "[a", true],
  ["a.c", "abc", false],
  ["A", "a", false],
  ["**a**", "bab", true],
];

it("shell patterns match as Python's do", () => {
  for (const [pattern, text, expected] of cases) {
    assert.equal(matchesWildcard(text, pattern), expected, `${pattern} and ${text}`);
  }
});

it("many stars on a long text take no time", () => {
  const started = performance.now();
  assert.equal(matchesWildcard("a".repeat(20_000), `${"a*".repeat(50)}b`), false);
  assert.ok(performance.now() - started < 5_000);
});
