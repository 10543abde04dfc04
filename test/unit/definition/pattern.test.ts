import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { patternProblem } from "../../../src/definition/pattern/pattern-problem.js";

const EXPONENTIAL = [
  "^(a+)+$",
  "(a*)*b",
  "(a|a)*b",
  "(a|aa)+$",
  "(a?b?)+c",
  "(.*)*x",
  "^(\\w+\\s?)*$",
  "([a-z]+|[a-f]x)*!",
  "(?=(a+)+b)x",
  "(?<!(a+)+b)x",
  "^(([a-z])+.)+[A-Z]([a-z])+$",
  "(a{0,50}){0,50}b",
  "([a-z]{2,10}-?)+$",
  "(\\w|_)+$",
  "(?:x|\\u0078)*y",
  "(?:x|\\x78|q)*y",
  "(?:\\u{1f600}|\\ud83d\\ude00)*y",
  "(?:[^a]|\\p{L})+$",
  "(?<name>\\d+|[0-5])*$",
  "(?:\\cJ|\\n)*x",
  "((a{64}){64})+",
];

const FINE = [
  "",
  "^a+$",
  "^([a-z]+-)*[a-z]+$",
  "^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$",
  "^\\d{1,3}(\\.\\d{1,3}){3}$",
  "^([a-z]{8})+$",
  "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$",
  "(a|b)*c",
  "^\\w+@\\w+\\.\\w+$",
  "^.*foo.*$",
  "[\\]\\\\^\\-]+",
  "^(?<y>\\d{4})-(?:0[1-9]|1[0-2])$",
  "^\\p{L}+$",
  "^[^\\u0000-\\u0020]+$",
  '^(?:[^"\\\\]|\\\\.)*$',
  "^(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$",
  "^(\\s*,\\d+)*?$",
  "^\\b(?!x)(?:\\D\\d)+\\B$",
  "(?:){3}",
  "a{0}",
];

describe("patterns", () => {
  it("that can take exponential time are refused", () => {
    for (const pattern of EXPONENTIAL)
      assert.match(patternProblem(pattern) ?? "nothing", /exponential|too large/, pattern);
  });

  it("that cannot are not", () => {
    for (const pattern of FINE) assert.equal(patternProblem(pattern), undefined, pattern);
  });

  it("that refer back are refused", () => {
    for (const pattern of ["(a)\\1", "(?<x>a)\\k<x>"]) {
      assert.equal(
        patternProblem(pattern),
        "must not refer back to a group: matching can take exponential time",
      );
    }
  });

  it("that are too large are refused in good time", () => {
    const start = performance.now();
    for (const pattern of [
      "(((a{64}){64}){64}){64}",
      `(?:${"a?".repeat(1500)})*`,
      "(?:".repeat(9000) + ")".repeat(9000),
    ]) {
      assert.equal(typeof patternProblem(pattern), "string");
    }
    assert.ok(performance.now() - start < 5000);
  });

  it("that are none are refused", () => {
    assert.equal(patternProblem("["), "is no regular expression: Unterminated character class");
  });
});
