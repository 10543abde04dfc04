import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hasColour, paint } from "../../../src/terminal/colour.js";

describe("colour", () => {
  it("is for terminals, unless the environment says something else", () => {
    for (const [isTTY, env, expected] of [
      [true, {}, true],
      [false, {}, false],
      [true, { NO_COLOR: "1" }, false],
      [true, { NO_COLOR: "" }, true],
      [true, { TERM: "dumb" }, false],
      [false, { FORCE_COLOR: "1" }, true],
      [true, { FORCE_COLOR: "0" }, false],
      [true, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
    ] as const) {
      assert.equal(hasColour({ isTTY }, env), expected, JSON.stringify([isTTY, env]));
    }
    assert.equal(
      paint("a", "red", { isTTY: false }),
      process.env.FORCE_COLOR === undefined ? "a" : paint("a", "red", {}),
    );
  });
});
