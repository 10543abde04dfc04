import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleLine } from "../../../src/cli/example-line.js";
import type { MethodDescriptor } from "../../../src/definition/descriptor.js";

function lineOf(args: Readonly<Record<string, unknown>>): string | undefined {
  const params = Object.keys(args).map((name) => ({ name, required: true, schema: {} }));
  const examples = [{ name: "one", arguments: args }];
  const method: MethodDescriptor = { name: "m", kind: "call", since: "1.0", params, errors: [], examples };
  return exampleLine(method, {})[0];
}

test("an example is shown as words that a shell and a command read as its values", () => {
  assert.equal(lineOf({ a: "5", b: 5, c: "plain" }), "e.g. 'a=\"5\"' b=5 c=plain");
  assert.equal(lineOf({ a: "x y; $(id)", b: "it's" }), "e.g. 'a=x y; $(id)' 'b=it'\\''s'");
  assert.equal(lineOf({ a: { b: [1] } }), "e.g. 'a={\"b\":[1]}'");
  assert.equal(lineOf({}), undefined);
});

test("no line of an example ends in half a character, or has one that a terminal obeys", () => {
  for (const before of ["", "x"]) {
    const line = lineOf({ a: before + "😀".repeat(200) }) ?? "";
    assert.ok(line.isWellFormed() && line.endsWith("…"), line);
  }
  assert.equal(lineOf({ a: "one\n two" }), "e.g. $'a=one\\u000a two'");
});
