import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { prettyJson } from "../../../src/cli/print-result.js";
import { parseJson } from "../../../src/json/json.js";

const VALUE = { id: 2n ** 64n, tags: ["a", "\u001b[2J"], none: null, empty: [{}, []], deep: { yes: true } };

describe("a result on a terminal", () => {
  it("has a line for each member, and no character that the terminal obeys", () => {
    const pretty = prettyJson(VALUE, { isTTY: false });
    assert.equal(
      pretty,
      `{
  "id": 18446744073709551616,
  "tags": [
    "a",
    "\\u001b[2J"
  ],
  "none": null,
  "empty": [
    {},
    []
  ],
  "deep": {
    "yes": true
  }
}`,
    );
    assert.deepEqual(parseJson(pretty), VALUE);
    assert.equal(prettyJson("text", { isTTY: false }), '"text"');
  });

  it("has the colours of the terminal, and nothing else beside", (test) => {
    const environment = { ...process.env };
    test.after(() => {
      process.env = environment;
    });
    const plain = prettyJson(VALUE, { isTTY: false });
    process.env.FORCE_COLOR = "1";
    delete process.env.NO_COLOR;
    const coloured = prettyJson(VALUE, { isTTY: true });
    assert.notEqual(coloured, stripVTControlCharacters(coloured));
    assert.equal(stripVTControlCharacters(coloured), plain);
  });
});
