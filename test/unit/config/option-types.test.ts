import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  boolean,
  choice,
  float,
  integer,
  list,
  multiple,
  type OptionType,
  text,
} from "../../../src/config/option-types.js";

function reads<T>(type: OptionType<T>, pairs: readonly (readonly [string, T | undefined])[]): void {
  for (const [written, expected] of pairs)
    assert.deepEqual(type.read([written]), expected, JSON.stringify(written));
}

test("integers", () => {
  reads(integer(), [
    ["5", 5],
    [" +5 ", 5],
    ["-1", -1],
    ["1_0", 10],
    ["", undefined],
    ["0x10", undefined],
    ["1.5", undefined],
    ["1e3", undefined],
    ["9007199254740993", undefined],
  ]);
  reads(integer({ min: 1, max: 3 }), [
    ["0", undefined],
    ["1", 1],
    ["3", 3],
    ["4", undefined],
  ]);
  assert.equal(integer({ min: 1, max: 3 }).description, "an integer from 1 to 3");
  assert.equal(integer({ max: 3 }).description, "an integer of at most 3");
});

test("numbers", () => {
  reads(float(), [
    ["1.5", 1.5],
    [".5", 0.5],
    ["1e3", 1000],
    ["inf", undefined],
    ["nan", undefined],
    ["", undefined],
  ]);
});

test("booleans", () => {
  reads(boolean, [
    ["true", true],
    ["YES", true],
    ["On", true],
    ["1", true],
    ["false", false],
    ["no", false],
    ["off", false],
    ["0", false],
    ["maybe", undefined],
    ["", undefined],
    [" true", undefined],
  ]);
});

test("lists", () => {
  reads(list, [
    ["a, b ,c,", ["a", "b", "c"]],
    ["", []],
    ["a,,b", ["a", "", "b"]],
    ["a,\nb", ["a", "b"]],
    [",a", ["", "a"]],
    ["[a,b]", ["[a", "b]"]],
  ]);
});

test("a choice takes its words only", () => {
  reads(choice("legacy", "routable"), [
    ["legacy", "legacy"],
    ["Legacy", undefined],
    ["", undefined],
  ]);
});

test("single values take the last assignment, multiple ones all", () => {
  assert.equal(integer().read(["1", "2"]), 2);
  assert.deepEqual(list.read(["a,b", "c"]), ["c"]);
  assert.deepEqual(multiple(text).read(["a,b", "", "c"]), ["a,b", "c"]);
  assert.deepEqual(multiple(integer()).read(["1", "2"]), [1, 2]);
  assert.equal(multiple(integer()).read(["1", "x"]), undefined);
});

describe("values in code", () => {
  for (const [name, type, given, expected] of [
    ["integer", integer({ min: 0 }), 5, 5],
    ["integer as text", integer(), "5", 5],
    ["fraction", integer(), 1.5, undefined],
    ["below the minimum", integer({ min: 0 }), -1, undefined],
    ["NaN", float(), Number.NaN, undefined],
    ["boolean", boolean, true, true],
    ["boolean as number", boolean, 1, undefined],
    ["text", text, "x", "x"],
    ["number as text", text, 5, undefined],
    ["null", text, null, undefined],
    ["list", list, ["a,b", "c"], ["a,b", "c"]],
    ["list as text", list, "a,b", ["a", "b"]],
    ["list of numbers", list, [1], undefined],
    ["multiple", multiple(choice("a", "b")), ["a", "b"], ["a", "b"]],
    ["multiple as text", multiple(choice("a", "b")), "a", ["a"]],
    ["multiple with a wrong one", multiple(choice("a", "b")), ["a", "c"], undefined],
  ] as const) {
    test(name, () => assert.deepEqual(type.accept(given), expected));
  }
});

test("values are written as a file has them", () => {
  assert.equal(integer().format(5), "5");
  assert.equal(boolean.format(false), "false");
  assert.equal(list.format(["a", "b"]), "a,b");
  assert.equal(multiple(text).format(["a", "b"]), "a,b");
});
