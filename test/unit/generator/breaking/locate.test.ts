import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { positionOf, positionsIn } from "../../../../generator/breaking/locate.js";

const TEXT = `{
  "a": [1, {"b/c": true}],\r
  "d": {
    "e": "x\\"y", "f": null
  }
}`;

describe("the positions in a JSON text", () => {
  it("are those of values, and of the names of members", () => {
    const positions = positionsIn(TEXT);
    for (const [pointer, line, column] of [
      ["", 1, 1],
      ["/a", 2, 3],
      ["/a/0", 2, 9],
      ["/a/1", 2, 12],
      ["/a/1/b~1c", 2, 13],
      ["/d", 3, 3],
      ["/d/e", 4, 5],
      ["/d/f", 4, 18],
    ] as const) {
      assert.deepEqual(positionOf(positions, pointer), { line, column }, pointer);
    }
  });

  it("are those of what is around a value that is not there", () => {
    assert.deepEqual(positionOf(positionsIn(TEXT), "/d/gone/deep"), { line: 3, column: 3 });
    assert.deepEqual(positionOf(positionsIn("7"), "/x"), { line: 1, column: 1 });
  });
});
