import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseExactly } from "../../../src/json/exact-parser.js";
import { parseJson } from "../../../src/json/json.js";
import { JsonError } from "../../../src/json/json-error.js";

function failure(text: string): JsonError {
  try {
    parseJson(text);
  } catch (error) {
    assert.ok(error instanceof JsonError, String(error));
    return error;
  }
  assert.fail("nothing was thrown");
}

describe("parseJson", () => {
  it("reads plain JSON", () => {
    assert.deepEqual(parseJson('{"a":[1,-2.5,true,null,"x\\u00e9"]}'), { a: [1, -2.5, true, null, "xé"] });
  });

  it("makes a bigint of an integer that a double may round, and of no other", () => {
    const text =
      "[9007199254740991, 9007199254740992, -9007199254740991, -9007199254740993, 123456789012345678901234567890]";
    assert.deepEqual(parseJson(text), [
      9007199254740991,
      9007199254740992n,
      -9007199254740991,
      -9007199254740993n,
      123456789012345678901234567890n,
    ]);
    for (const float of [
      "0.12345678901234567",
      "1e300",
      "12345678901234567890.0",
      "-12345678901234567890e1",
    ]) {
      assert.equal(parseJson(float), Number(float));
    }
    assert.deepEqual(parseJson('["1234567890123456", 1]'), ["1234567890123456", 1]);
  });

  it("reads Python's bare constants", () => {
    assert.deepEqual(parseJson('{"a":NaN,"b":[Infinity,-Infinity],"c":"NaN"}'), {
      a: Number.NaN,
      b: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      c: "NaN",
    });
  });

  it("takes the last of the values of one key", () => {
    assert.deepEqual(parseJson('{"a":1,"a":2}'), { a: 2 });
    assert.deepEqual(parseJson('{"a":1234567890123456789,"a":2}'), { a: 2 });
  });

  for (const [how, tail] of [
    ["plain", ""],
    ["exact", ',"big":12345678901234567890'],
  ] as const) {
    it(`keeps __proto__ and constructor as own members: ${how}`, () => {
      const value = parseJson(
        `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}${tail}}`,
      );
      assert.ok(typeof value === "object" && value !== null);
      assert.ok(Object.hasOwn(value, "__proto__"));
      assert.ok(Object.hasOwn(value, "constructor"));
      assert.equal(Object.getPrototypeOf(value), Object.prototype);
      assert.equal((value as { polluted?: unknown }).polluted, undefined);
      assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    });
  }

  it("takes 512 levels and refuses one more, however the text goes on", () => {
    const nested = (levels: number, core: string) => "[".repeat(levels) + core + "]".repeat(levels);
    for (const core of ["", "NaN", "12345678901234567890"]) {
      parseJson(nested(512, core));
      assert.match(failure(nested(513, core)).message, /nested deeper than 512 levels/);
    }
    for (const text of ["[".repeat(1_000_000), '{"a":'.repeat(1_000_000), nested(1_000_000, "1")]) {
      assert.match(failure(text).message, /nested deeper than 512 levels/);
    }
  });

  it("counts no brackets inside strings", () => {
    const text = JSON.stringify(["[".repeat(2000), '\\"{'.repeat(2000), { "[[": 1 }]);
    assert.deepEqual(parseJson(text), JSON.parse(text));
    const wide = JSON.stringify(Array.from({ length: 2000 }, (_, index) => [index]));
    assert.deepEqual(parseJson(wide), JSON.parse(wide));
  });

  it("names the place of a mistake and nothing of the text", () => {
    for (const [text, position] of [
      ["", 0],
      ["[1,2", 4],
      ['{"secret" 1}', 10],
      ['{"a":tru}', 5],
      ['["secret', 1],
      ['["a\\x"]', 1],
      ['["a\nb"]', 1],
      ["[1] 2", 4],
      ["[01]", 2],
      ["[1,]", 3],
      ["{'a':1}", 1],
      ["\ufeff1", 0],
      ["[+1]", 1],
      ["-", 0],
    ] as const) {
      const error = failure(text);
      assert.equal(error.position, position, text);
      assert.equal(error.pointer, undefined);
      assert.doesNotMatch(error.message, /secret|\n/);
    }
  });

  it("refuses an integer longer than Python reads", () => {
    assert.equal(parseJson(`-${"9".repeat(4300)}`), -BigInt("9".repeat(4300)));
    assert.match(failure("9".repeat(4301)).message, /more than 4300 digits/);
  });

  it("keeps lone surrogates", () => {
    assert.equal(parseJson('"\\ud800"'), "\ud800");
  });
});

describe("the exact parser", () => {
  it("agrees with JSON.parse on valid texts", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 1, "\t"), (json, space) => {
        const text = JSON.stringify(JSON.parse(json.replace(/\d{16,}/g, "7")), undefined, space);
        assert.deepEqual(parseExactly(text), JSON.parse(text));
      }),
    );
  });

  it("accepts exactly what JSON.parse accepts of damaged texts", () => {
    const damaged = fc.tuple(
      fc.json({ maxDepth: 2 }),
      fc.nat(),
      fc.constantFrom("", '"', "}", "[", ",", "\\", "1", "\0"),
    );
    fc.assert(
      fc.property(damaged, ([json, place, insert]) => {
        const at = place % (json.length + 1);
        const text = json.slice(0, at) + insert + json.slice(at + 1);
        assert.equal(accepts(parseExactly, text), accepts(JSON.parse, text), text);
      }),
    );
  });
});

function accepts(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    assert.ok(error instanceof JsonError || error instanceof SyntaxError);
    return false;
  }
}
