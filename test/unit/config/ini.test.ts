import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseIni } from "../../../src/config/ini.js";
import { ConfigurationError } from "../../../src/errors/setup-errors.js";

function values(content: string): [section: string, key: string, value: string][] {
  return parseIni(content, "f.conf").map(({ section, key, value }) => [section, key, value]);
}

/** The value of `s` where it is assigned by the given lines. */
function lastValue(assignment: string): string | undefined {
  return values(`[DEFAULT]\n${assignment}`).at(-1)?.[2];
}

describe("values", () => {
  for (const [assignment, expected] of [
    ["s = a:b=c", "a:b=c"],
    ["s: a=b", "a=b"],
    ["s\t=\t2", "2"],
    ["s =", ""],
    ['s = "q"', "q"],
    ["s = ' q '", " q "],
    ["s = 'q\"", "'q\""],
    ['s = "', ""],
    ['s = ""', ""],
    ["s = a # c ; d", "a # c ; d"],
    ["s = a\n  b\n\tc", "a\nb\nc"],
    ["s = a\n  # c", "a\n# c"],
    ['s = a\n  "b"', 'a\n"b"'],
    ['s = "a\n  b"', '"a\nb"'],
    ["s = é\r\n", "é"],
    ["s = 1\rt = 2", "2"],
  ] as const) {
    test(JSON.stringify(assignment), () => assert.equal(lastValue(assignment), expected));
  }
});

describe("sections", () => {
  test("are compared in lower case, all but DEFAULT", () => {
    assert.deepEqual(values("[DEFAULT]\na=1\n[GRP]\nb=2\n[default]\nc=3\n[ x ]\nd=4"), [
      ["DEFAULT", "a", "1"],
      ["grp", "b", "2"],
      ["default", "c", "3"],
      [" x ", "d", "4"],
    ]);
  });

  test("may be named like properties of an object", () => {
    assert.deepEqual(values("[__proto__]\nconstructor = 1"), [["__proto__", "constructor", "1"]]);
  });
});

test("comments and blank lines are skipped", () => {
  assert.deepEqual(values("# a\n; b\n\n[g]\n#k=1\nk=2\n\n"), [["g", "k", "2"]]);
});

test("each assignment knows the line it begins on", () => {
  const lines = parseIni("[g]\n\na = 1\n  2\nb = 3", "f.conf").map(({ line }) => line);
  assert.deepEqual(lines, [3, 5]);
});

describe("mistakes", () => {
  for (const [content, place, reason] of [
    ["[g]\ns = a\n\n  b", "f.conf:4", /none above/],
    ["[g]\ns = a\n# c\n  b", "f.conf:4", /none above/],
    [" # x\n", "f.conf:1", /none above/],
    ["s=1", "f.conf:1", /\[section\]/],
    ["[g\n", "f.conf:1", /must end with \]/],
    ["[g] # c\n", "f.conf:1", /must end with \]/],
    ["[]", "f.conf:1", /name is empty/],
    ["[g]\nnothing", "f.conf:2", /= or :/],
    ["[g]\n= x", "f.conf:2", /name is missing/],
  ] as const) {
    test(JSON.stringify(content), () => {
      assert.throws(
        () => parseIni(content, "f.conf"),
        (error) =>
          error instanceof ConfigurationError &&
          error.message.startsWith(`${place}: `) &&
          reason.test(error.message),
      );
    });
  }
});
