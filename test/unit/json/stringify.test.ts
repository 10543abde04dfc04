import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseJson, stringifyJson } from "../../../src/json/json.js";
import { JsonError } from "../../../src/json/json-error.js";

function failure(value: unknown): JsonError {
  try {
    stringifyJson(value);
  } catch (error) {
    assert.ok(error instanceof JsonError, String(error));
    return error;
  }
  assert.fail("nothing was thrown");
}

class Account {
  readonly id = 7;
  readonly #secret = "hidden";

  get secret(): string {
    return this.#secret;
  }
}

describe("stringifyJson", () => {
  it("writes what JSON.stringify writes", () => {
    const when = new Date(0);
    for (const value of [
      null,
      "é\ud800\u2028",
      -0,
      1e21,
      [],
      {},
      { a: undefined, b: 1 },
      [when],
      new Account(),
    ]) {
      assert.equal(stringifyJson(value), JSON.stringify(value));
    }
  });

  it("writes long texts as JSON.stringify does, whatever they hold", () => {
    const plain = "long ~\x7f\xff\u2028\ufffd ".repeat(200);
    const escaped = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code));
    for (const part of ["", ...escaped, '"', "\\", "\ud800", "\udc00", "\u{1f600}", "\ud7ff\ue000"]) {
      for (const text of [part + plain, plain + part, plain + part + plain]) {
        const value = { text, list: [text, true, null, 1] };
        assert.equal(stringifyJson(value), JSON.stringify(value));
      }
    }
  });

  it("writes bigints and Python's constants beside everything else", () => {
    const value = {
      big: 2n ** 64n,
      list: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1n],
      gone: undefined,
      when: new Date(0),
      'k"\n': -0,
      account: new Account(),
    };
    assert.equal(
      stringifyJson(value),
      '{"big":18446744073709551616,"list":[NaN,Infinity,-Infinity,-1],' +
        '"when":"1970-01-01T00:00:00.000Z","k\\"\\n":0,"account":{"id":7}}',
    );
  });

  it("writes no rounded digits as an integer", () => {
    assert.equal(
      stringifyJson([2 ** 60, -(2 ** 53), 2 ** 53 - 1]),
      "[1.152921504606847e+18,-9.007199254740992e+15,9007199254740991]",
    );
  });

  it("honours toJSON, and writes its result exactly", () => {
    const seen: string[] = [];
    const money = {
      toJSON(key: string): unknown {
        seen.push(key);
        return { cents: 10n ** 20n };
      },
    };
    assert.equal(
      stringifyJson({ price: money, list: [money] }),
      '{"price":{"cents":100000000000000000000},"list":[{"cents":100000000000000000000}]}',
    );
    assert.deepEqual(seen, ["price", "0"]);
  });

  it("refuses what JSON would drop or mangle, and says where", () => {
    const itself: { self?: unknown } = {};
    itself.self = itself;
    for (const [value, pointer, message] of [
      [undefined, "", /undefined cannot be written/],
      [{ a: [1, undefined] }, "/a/1", /undefined cannot/],
      [new Array(1), "/0", /undefined cannot/],
      [{ a: () => 1 }, "/a", /function cannot/],
      [[Symbol("x")], "/0", /symbol cannot/],
      [{ "a/b": { "c~d": new Map([[1, 2]]) } }, "/a~1b/c~0d", /Map cannot/],
      [{ a: Promise.resolve(1) }, "/a", /Promise cannot/],
      [[new Error("x")], "/0", /Error cannot/],
      [[new Uint8Array(1)], "/0", /Uint8Array cannot/],
      [{ a: Buffer.alloc(1) }, "/a", /Buffer cannot/],
      [[10n ** 4300n], "/0", /more than 4300 digits/],
    ] as const) {
      const error = failure(value);
      assert.equal(error.pointer, pointer);
      assert.match(error.message, message);
      assert.equal(error.position, undefined);
    }
    assert.match(failure(itself).message, /holding itself/);
  });

  it("takes 512 levels and refuses one more", () => {
    const nested = (levels: number, core: unknown) => {
      let value = core;
      for (let level = 0; level < levels; level += 1) value = level % 2 ? [value] : { a: value };
      return value;
    };
    for (const core of [1, 1n]) {
      parseJson(stringifyJson(nested(512, core)));
      assert.match(failure(nested(513, core)).message, /deeper than 512/);
    }
    failure(nested(100_000, 1));
  });

  it("is read back as it was by parseJson", () => {
    const leaf = fc.oneof(fc.bigInt(), fc.double(), fc.string(), fc.boolean(), fc.constant(null));
    const key = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "toString"));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(key, tie("value"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(value, (original) => {
        assert.deepEqual(parseJson(stringifyJson(original)), asRead(original));
      }),
    );
  });
});

/** What a value becomes on the way: a small bigint a number, and -0 the integer 0. */
function asRead(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value === "number") return value + 0;
  if (Array.isArray(value)) return value.map(asRead);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asRead(member)]));
  }
  return value;
}
