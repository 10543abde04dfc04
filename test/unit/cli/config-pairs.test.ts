import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { joinConfigPairs, splitConfigPair } from "../../../src/cli/config-pairs.js";
import { UsageError } from "../../../src/terminal/usage-error.js";

describe("--config NAME VALUE", () => {
  for (const [words, expected] of [
    [
      ["call", "--config", "amqp_idle_timeout", "10", "t", "m"],
      ["call", "--config=amqp_idle_timeout=10", "t", "m"],
    ],
    [
      ["--config", "a", "b=c", "--config", "d", "-1"],
      ["--config=a=b=c", "--config=d=-1"],
    ],
    [["--config", "a", ""], ["--config=a="]],
    [["--config", "a", "--json"], ["--config=a=--json"]],
    [
      ["x", "--", "--config", "a"],
      ["x", "--", "--config", "a"],
    ],
    [
      ["--config-file", "f"],
      ["--config-file", "f"],
    ],
    [
      ["router", "--config", "f.json"],
      ["router", "--config", "f.json"],
    ],
    [[], []],
  ] as const) {
    test(JSON.stringify(words), () => assert.deepEqual(joinConfigPairs(words), expected));
  }

  for (const words of [
    ["--config"],
    ["--config", "a"],
    ["--config", "a=1", "b"],
    ["--config", "--json", "x"],
  ]) {
    test(`${JSON.stringify(words)} is refused`, () =>
      assert.throws(() => joinConfigPairs(words), UsageError));
  }

  test("is taken apart again", () => {
    assert.deepEqual(splitConfigPair("a=b=c"), ["a", "b=c"]);
    assert.deepEqual(splitConfigPair("a="), ["a", ""]);
    assert.throws(() => splitConfigPair("a"), UsageError);
    assert.throws(() => splitConfigPair("=a"), UsageError);
  });
});
