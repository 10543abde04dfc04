import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import fc from "fast-check";
import { EncodingError, Reader } from "../../../../src/amqp/codec/encoding.js";

const types = createRequire(import.meta.url)("rhea/lib/types.js") as {
  Writer: new () => { write(value: object): void; toBuffer(): Buffer };
} & Readonly<Record<string, (value: unknown) => object>>;

/** Encodes as rhea does. */
function encode(wrapper: string, value: unknown): Buffer {
  const wrap = types[wrapper];
  if (wrap === undefined) throw new Error(wrapper);
  const writer = new types.Writer();
  writer.write(wrap(value));
  return Buffer.from(writer.toBuffer());
}

test("reads what rhea writes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-composite", maxLength: 300 }), (text) => {
      assert.equal(new Reader(encode("wrap_string", text)).string(), text);
    }),
  );
  fc.assert(
    fc.property(fc.nat({ max: 0xffff_ffff }), (value) => {
      assert.equal(new Reader(encode("wrap_uint", value)).uint(), value);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      assert.deepEqual(new Reader(encode("wrap_binary", Buffer.from(bytes))).binary(), Buffer.from(bytes));
    }),
  );
  assert.equal(new Reader(encode("wrap_boolean", true)).boolean(), true);
  assert.equal(new Reader(encode("wrap_boolean", false)).boolean(), false);
  assert.equal(new Reader(encode("wrap_symbol", "amqp:not-found")).symbol(), "amqp:not-found");
});

test("null is undefined for every type", () => {
  const nothing = Buffer.from([0x40]);
  assert.equal(new Reader(nothing).string(), undefined);
  assert.equal(new Reader(nothing).symbol(), undefined);
  assert.equal(new Reader(nothing).binary(), undefined);
  assert.equal(new Reader(nothing).uint(), undefined);
  assert.equal(new Reader(nothing).boolean(), undefined);
  assert.equal(new Reader(nothing).raw(), undefined);
});

test("skips a value of any type, and no more", () => {
  const values = [
    encode("wrap_string", "x".repeat(300)),
    encode("wrap_map", { a: 1, b: { c: [1, 2, "three"] } }),
    encode("wrap_list", [1, "two", null]),
    encode("wrap_ulong", 2 ** 40),
    encode("wrap_double", 1.5),
    encode("wrap_timestamp", 1),
    Buffer.from("98000102030405060708090a0b0c0d0e0f", "hex"),
    Buffer.from("005324450053254500a30161a10162", "hex"),
  ];
  const reader = new Reader(Buffer.concat(values));
  let at = 0;
  for (const value of values.slice(0, -1)) {
    reader.skip();
    at += value.length;
    assert.equal(reader.position, at);
  }
  for (let i = 0; i < 3; i++) reader.skip();
  assert.equal(reader.done, true);
});

test("refuses what is not there", () => {
  const refused = (hex: string, read: (reader: Reader) => unknown) =>
    assert.throws(() => read(new Reader(Buffer.from(hex, "hex"))), EncodingError);
  refused("", (reader) => reader.byte());
  refused("a105616263", (reader) => reader.string());
  refused("b1ffffffff61", (reader) => reader.string());
  refused("a102c328", (reader) => reader.string());
  refused("c0ff01", (reader) => reader.list());
  refused("d0000000040000ffff", (reader) => reader.list());
  refused("c000", (reader) => reader.list());
  refused("d0000000000000", (reader) => reader.list());
  refused("7000", (reader) => reader.uint());
  refused("a10161", (reader) => reader.uint());
  refused("52", (reader) => reader.boolean());
  refused("00".repeat(20), (reader) => reader.skip());
  refused("10", (reader) => reader.skip());
  refused("d0ffffffff00000000", (reader) => reader.skip());
  refused("0080000000010000002400", (reader) => reader.descriptor());
});

test("text that holds U+FFFD itself is text", () => {
  assert.equal(new Reader(Buffer.from("a103efbfbd", "hex")).string(), "\ufffd");
});

test("random bytes end in a value or an EncodingError", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      for (const read of [
        "skip",
        "string",
        "list",
        "descriptor",
        "uint",
        "binary",
        "raw",
        "boolean",
      ] as const) {
        const reader = new Reader(Buffer.from(bytes));
        try {
          reader[read]();
        } catch (error) {
          assert.ok(error instanceof EncodingError);
        }
        assert.ok(reader.position <= bytes.length);
      }
    }),
  );
});
