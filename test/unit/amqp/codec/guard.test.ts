import assert from "node:assert/strict";
import { test } from "node:test";
import { EncodingError } from "../../../../src/amqp/codec/encoding.js";
import { checkPerformative, checkSasl } from "../../../../src/amqp/codec/guard.js";

const bytes = (hex: string) => Buffer.from(hex.replaceAll(" ", ""), "hex");
const list = (...items: Buffer[]) => {
  const body = Buffer.concat(items);
  const head = Buffer.alloc(9);
  head[0] = 0xd0;
  head.writeUInt32BE(body.length + 4, 1);
  head.writeUInt32BE(items.length, 5);
  return Buffer.concat([head, body]);
};
const open = (...items: Buffer[]) => Buffer.concat([bytes("00 53 10"), list(...items)]);
const refused = (input: Buffer, why: RegExp) =>
  assert.throws(
    () => checkPerformative(input, 0),
    (error: Error) => error instanceof EncodingError && why.test(error.message),
  );

/** An open whose properties are these. */
const properties = (value: Buffer) => {
  const nulls = Array.from({ length: 8 }, () => bytes("40"));
  return open(bytes("a1 01 78"), ...nulls, value);
};

test("what a peer may say passes, and is named and counted", () => {
  assert.deepEqual(checkPerformative(bytes("00 80 0000000000000018 45"), 0), { descriptor: 0x18, values: 1 });
  const plain = open(bytes("a1 01 78"), bytes("40"), bytes("70 00001000"));
  assert.deepEqual(checkPerformative(plain, 0), { descriptor: 0x10, values: 4 });
  const map = bytes("c1 0b 02 a3 03 616263 a1 03 646566");
  const symbols = bytes("e0 06 02 a3 01 61 01 62");
  checkPerformative(properties(map), 0);
  const described = bytes("c1 0b 02 a3 01 66 00 53 28 c0 02 01 40");
  checkPerformative(properties(described), 0);
  const capabilities = [symbols, bytes("f0 0000000a 00000001 b3 00000001 78"), bytes("a3 01 78")];
  checkPerformative(open(bytes("a1 01 78"), ...Array(4).fill(bytes("40")), ...capabilities), 0);
  assert.equal(checkSasl(bytes("00 53 41 c0 04 01 a3 01 78"), 0), 0x41);
});

test("depth, counts and sizes that would break a decoder are refused", () => {
  let nested = bytes("45");
  for (let i = 0; i < 40; i++) nested = list(nested);
  refused(open(nested), /too deeply/);
  refused(open(bytes(`${"005301".repeat(40)} 40`)), /too deeply/);
  refused(bytes("00 53 10 d0 00000004 ffffffff"), /more items than bytes/);
  refused(open(bytes("f0 00000005 ffffffff 40")), /more items than bytes/);
  refused(open(bytes("f0 00000005 00000001 40")), /something else than symbols/);
  refused(open(bytes("c0 ff 01")), /beyond its frame/);
  refused(open(bytes("c0 03 01 40 40")), /another size/);
  refused(open(bytes("e0 06 01 a3 01 61 01 62")), /another size/);
  refused(open(bytes("c1 02 01 40")), /no value/);
  refused(bytes("00 53 10 c0 05 01 a1 05 78"), /beyond/);
});

test("many values, which take little on the wire and much in memory, are refused", () => {
  refused(properties(list(...Array(5_000).fill(bytes("45")))), /too many values/);
  refused(open(bytes(`f0 00001388 00001383 a3 ${"00".repeat(4_995)}`)), /too many values/);
});

test("fields of another type, too many of them, or too few are refused", () => {
  const violation = (input: Buffer, why: RegExp, condition = "amqp:invalid-field") =>
    assert.throws(() => checkPerformative(input, 0), { message: why, condition });
  violation(bytes("00 53 10 45"), /container-id is missing/);
  violation(open(bytes("40")), /container-id is missing/);
  violation(open(bytes("43")), /container-id is no string/);
  violation(open(bytes("a1 01 78"), bytes("a1 01 78"), bytes("a1 01 31")), /max-frame-size is no uint/);
  violation(properties(bytes("45")), /properties is no map/);
  const attach = (...items: Buffer[]) => Buffer.concat([bytes("00 53 12"), list(...items)]);
  const named = [bytes("a1 01 6c"), bytes("43"), bytes("41"), bytes("40"), bytes("40")];
  violation(attach(bytes("43"), bytes("43"), bytes("41")), /name is no string/);
  violation(attach(bytes("a1 01 6c"), bytes("43")), /role is missing/);
  violation(attach(...named, bytes("a1 01 78")), /source is no source/);
  violation(attach(...named, bytes("00 53 29 45")), /source is no source/);
  violation(attach(...named, bytes("00 53 28 c0 03 02 40 41")), /durable is no uint/);
  checkPerformative(attach(...named, bytes("00 53 28 45"), bytes("00 53 30 45")), 0);
  violation(bytes("00 53 18 c0 07 01 00 53 1d c0 01 00"), /condition is missing/);
  refused(bytes("00 53 17 c0 03 02 40 40"), /more fields than its type has/);
  refused(open(bytes("a1 01 78"), bytes("46")), /unknown format code/);
});

test("only performatives rhea is to see, as lists with nothing behind them", () => {
  refused(bytes("00 53 14 45"), /unknown performative/);
  refused(bytes("00 53 77 45"), /unknown performative/);
  refused(bytes("00 53 10 40"), /no list/);
  refused(bytes("00 53 10 45 40"), /bytes after/);
  refused(bytes("00 a3 03 616263 45"), /descriptor/);
  refused(bytes("45"), /described/);
});

test("names that live on Object.prototype are refused wherever they stand", () => {
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    const text = Buffer.from(name);
    const plain = Buffer.concat([Buffer.from([0xa1, text.length]), text]);
    const symbol = Buffer.concat([Buffer.from([0xa3, text.length]), text]);
    refused(open(plain), /the name/);
    refused(open(list(symbol)), /the name/);
    const key = Buffer.concat([
      Buffer.from([0xc1, text.length + 4, 2, 0xa0, text.length]),
      text,
      bytes("40"),
    ]);
    refused(properties(key), /the name/);
    refused(properties(Buffer.concat([bytes("00"), symbol, bytes("40")])), /the name/);
    const array = Buffer.concat([Buffer.from([0xe0, text.length + 3, 1, 0xa3, text.length]), text]);
    refused(open(array), /the name/);
  }
});
