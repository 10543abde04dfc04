import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readArguments, readTypedArguments } from "../../../src/cli/arguments.js";
import type { JsonSchema, MethodDescriptor } from "../../../src/definition/descriptor.js";
import { UsageError } from "../../../src/terminal/usage-error.js";

function method(...params: readonly (readonly [name: string, schema: JsonSchema])[]): MethodDescriptor {
  return {
    name: "methodA",
    kind: "call",
    since: "1.0",
    params: params.map(([name, schema]) => ({ name, required: true, schema })),
    errors: [],
  };
}

function plain(named: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(Object.entries(named));
}

describe("without a definition", () => {
  for (const [words, expected] of [
    [[], {}],
    [["arg1=a", "arg2=b"], { arg1: "a", arg2: "b" }],
    [["arg1", "a", "arg2", "5"], { arg1: "a", arg2: 5 }],
    [
      ["a=1", "b=null", "c=true", 'd={"x":[1]}', 'e="5"', "f="],
      { a: 1, b: null, c: true, d: { x: [1] }, e: "5", f: "" },
    ],
    [["a=x=y", "b=[1"], { a: "x=y", b: "[1" }],
    [["a=NaN", "b=-Infinity", "c=1e400"], { a: "NaN", b: "-Infinity", c: "1e400" }],
    [["a=9007199254740993"], { a: 9007199254740993n }],
    [["name", "x=y"], { name: "x=y" }],
  ] as const) {
    test(JSON.stringify(words), () => assert.deepEqual(plain(readArguments(words)), expected));
  }

  test("a value that looks like JSON and is none is said to be one", () => {
    const said: string[] = [];
    const words = ["a={b:1}", "b=[1, 2", 'c="x', "d=x{", "e={}", "f=plain"];
    readArguments(words, (text) => said.push(text));
    assert.deepEqual(
      said.map((text) => text.split(":")[0]),
      ["a", "b", "c"].map((name) => `${name} looks like JSON, and is taken as a text`),
    );
  });

  test("names reach no prototype", () => {
    const named = readArguments(['__proto__={"x":1}', "constructor=1"]);
    assert.equal(Object.getPrototypeOf(named), null);
    assert.deepEqual(Object.keys(named), ["__proto__", "constructor"]);
  });

  for (const [words, reason] of [
    [["a"], /"a" has no value/],
    [["a", "1", "b"], /"b" has no value/],
    [["a=1", "b"], /"b" must be name=value/],
    [["=1"], /must be name=value/],
    [["a=1", "a=2"], /a is given twice/],
  ] as const) {
    test(`${JSON.stringify(words)} is refused`, () => {
      assert.throws(
        () => readArguments(words),
        (error) => error instanceof UsageError && reason.test(error.message),
      );
    });
  }
});

describe("with a definition", () => {
  const typed = method(
    ["text", { type: "string" }],
    ["count", { type: "integer" }],
    ["maybe", { type: ["string", "null"] }],
    ["any", {}],
    ["shape", { $ref: "#/$defs/Shape" }],
  );
  const definitions = { Shape: { enum: ["round", "5"] }, Loop: { $ref: "#/$defs/Loop" } };
  const read = (...words: string[]) => plain(readTypedArguments(words, typed, definitions));

  test("arguments stand in order or by name", () => {
    assert.deepEqual(read("a", "1"), { text: "a", count: 1 });
    assert.deepEqual(read("count=1", "text=a"), { text: "a", count: 1 });
    assert.deepEqual(read(), {});
  });

  test("the schema decides how a word is read", () => {
    assert.deepEqual(read("5", "5", "5", "5", "5"), { text: "5", count: 5, maybe: "5", any: 5, shape: "5" });
    assert.deepEqual(read("null", "null", "null", "null"), {
      text: "null",
      count: "null",
      maybe: null,
      any: null,
    });
    assert.deepEqual(read('"q"', "x", '"null"', '"q"'), { text: '"q"', count: "x", maybe: "null", any: "q" });
  });

  for (const [words, reason] of [
    [["1", "2", "3", "4", "5", "6"], /at most 5 arguments, and 6/],
    [["txet=1"], /no argument "txet"; did you mean "text"\?/],
    [["zzzzzzzzz=1"], /it takes text, count, maybe, any, shape/],
    [["__proto__=1"], /no argument "__proto__"/],
    [["text=1", "text=2"], /given twice/],
  ] as const) {
    test(`${JSON.stringify(words)} is refused`, () => {
      assert.throws(
        () => read(...words),
        (error) => error instanceof UsageError && reason.test(error.message),
      );
    });
  }
});
