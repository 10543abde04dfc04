import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { jsonLines } from "../../../console/src/json/json-lines.js";
import { JsonTextError, parseJson } from "../../../console/src/json/parse-json.js";
import { writeJson } from "../../../console/src/json/write-json.js";

/** The lines of a text as they are shown. */
function shown(text: string): string[] {
  return [...jsonLines(text)].map(
    ({ depth, parts }) => "  ".repeat(depth) + parts.map((part) => part.text).join(""),
  );
}

describe("JSON in the console's page", () => {
  it("is read and written without rounding integers, and with any names", () => {
    for (const text of [
      "9223372036854775807",
      "-9007199254740993",
      "1.5e-7",
      '"\\u0007\\ud800"',
      '{\n  "__proto__": 1,\n  "constructor": []\n}',
      "[\n  null,\n  {}\n]",
    ]) {
      assert.equal(writeJson(parseJson(text)), text);
    }
    assert.deepEqual(Object.keys(parseJson('{"__proto__": {"a": 1}}') as object), ["__proto__"]);
  });

  it("tells where a text is none", () => {
    for (const [text, message] of [
      ['{"a": }', "line 1, column 7: a value expected, } found"],
      ['{"a": 1,\n}', "line 2, column 1: a name in quotes expected, } found"],
      ["[1 2]", 'line 1, column 4: "]" expected, 2 found'],
      ["01", "line 1, column 1: a value expected, 01 found"],
      ['"a', 'line 1, column 1: a string that ends expected, "a found'],
      ["1 1", "line 1, column 3: the end expected, 1 found"],
      ["", "line 1, column 1: a value expected, the end found"],
    ] as const) {
      assert.throws(() => parseJson(text), new JsonTextError(message), text);
    }
    assert.throws(() => parseJson("[".repeat(100_000)), /nested deeper than 200/);
  });

  it("is laid out like other tools do, as far as it goes", () => {
    assert.deepEqual(shown('{"a":[1,{"b":2}],"c":{},"d":"x"}'), [
      "{",
      '  "a": [',
      "    1,",
      "    {",
      '      "b": 2',
      "    }",
      "  ],",
      '  "c": {},',
      '  "d": "x"',
      "}",
    ]);
    assert.deepEqual(shown('{"a":[1,"cut of'), ["{", '  "a": [', "    1,", '    "cut of']);
    assert.deepEqual(shown("}]"), ["}", "]"]);
    assert.deepEqual(shown(""), []);
    const lines = jsonLines(`[${"0,".repeat(1_000_000)}`);
    lines.next();
    assert.deepEqual(
      lines.next().value?.parts.map(({ text }) => text),
      ["0", ","],
    );
  });
});
