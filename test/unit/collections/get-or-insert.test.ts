import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { getOrInsert } from "../../../src/collections/get-or-insert.js";
import { groupBy } from "../../../src/collections/group-by.js";

describe("getOrInsert", () => {
  it("makes the value of a key once, also one that is undefined", () => {
    const made: string[] = [];
    const values = new Map<string, string | undefined>();
    const get = (key: string, value: string | undefined) =>
      getOrInsert(values, key, () => {
        made.push(key);
        return value;
      });
    assert.deepEqual(
      [get("a", "one"), get("a", "two"), get("b", undefined), get("b", "three")],
      ["one", "one", undefined, undefined],
    );
    assert.deepEqual(made, ["a", "b"]);
  });

  it("keeps nothing when the value cannot be made", () => {
    const values = new Map<string, string>();
    const fail = () => {
      throw new Error("cannot");
    };
    assert.throws(() => getOrInsert(values, "a", fail), /cannot/);
    assert.equal(values.size, 0);
  });
});

describe("groupBy", () => {
  it("has keys and items in the order in which they come first", () => {
    const groups = groupBy(["pear", "apple", "plum", "fig", "avocado"], ([first]) => first);
    assert.deepEqual(
      [...groups],
      [
        ["p", ["pear", "plum"]],
        ["a", ["apple", "avocado"]],
        ["f", ["fig"]],
      ],
    );
  });
});
