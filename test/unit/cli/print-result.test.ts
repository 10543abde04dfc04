import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { definitionFile, prettyJson } from "../../../src/cli/print-result.js";
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
    const { FORCE_COLOR, NO_COLOR } = process.env;
    test.after(() => {
      for (const [name, value] of Object.entries({ FORCE_COLOR, NO_COLOR })) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    });
    const plain = prettyJson(VALUE, { isTTY: false });
    process.env.FORCE_COLOR = "1";
    delete process.env.NO_COLOR;
    const coloured = prettyJson(VALUE, { isTTY: true });
    assert.notEqual(coloured, stripVTControlCharacters(coloured));
    assert.equal(stripVTControlCharacters(coloured), plain);
  });
});

test("a file with a definition has its integers to the last digit, and no colours whatever the terminal", () => {
  const document = {
    schema: { maximum: 2n ** 63n - 1n, minimum: -9007199254740993n, default: 0.5, enum: [] },
    missing: undefined,
  };
  const before = process.env.FORCE_COLOR;
  process.env.FORCE_COLOR = "1";
  try {
    assert.equal(
      definitionFile(document),
      `{
  "schema": {
    "maximum": 9223372036854775807,
    "minimum": -9007199254740993,
    "default": 0.5,
    "enum": []
  }
}
`,
    );
  } finally {
    if (before === undefined) delete process.env.FORCE_COLOR;
    else process.env.FORCE_COLOR = before;
  }
});
