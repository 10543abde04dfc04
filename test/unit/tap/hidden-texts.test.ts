import assert from "node:assert/strict";
import { test } from "node:test";
import { maskingSecrets } from "../../../src/tap/secrets.js";

function failure(password: readonly unknown[], message: string) {
  return { class: "Bad", module: "m", message, tb: [message], args: [message, 7], kwargs: { password } };
}

function shownOf(password: readonly unknown[], message: string) {
  return maskingSecrets().ofFailure(failure(password, message));
}

test("hidden texts are hidden in one pass: none is looked for in the mask of another", () => {
  const { message } = shownOf(new Array(13).fill("*"), "a*b");
  assert.equal(message, "a***b");
  assert.equal(shownOf(["*", "**", "***"], "****").message, "***");
  // One within another, and two that overlap, leave no rest.
  assert.equal(shownOf(["ab", "xaby"], "1 xaby 2 ab 3").message, "1 *** 2 *** 3");
  assert.equal(shownOf(["abc", "cde"], "1 abcde 2").message, "1 *** 2");
  assert.deepEqual(shownOf(["args", "tb"], "the args").args, ["the ***", 7]);
  assert.deepEqual(shownOf([7, "x"], "7 x").args, ["*** ***", "***"]);
});

test("what is shown of a text is never much longer than it, and many texts to hide are no work without end", () => {
  const text = "ab".repeat(10_000);
  assert.ok(shownOf(["a"], text).message.length <= 2 * text.length + 3);
  const many = Array.from({ length: 20_000 }, (_, index) => `secret number ${index}`);
  assert.deepEqual(shownOf(many, text), {
    ...failure([], "***"),
    kwargs: { password: "***" },
    args: ["***", 7],
  });
});
