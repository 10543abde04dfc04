import assert from "node:assert/strict";
import { test } from "node:test";
import { EncodingError } from "../../../src/amqp/encoding.js";
import { checkPerformative, checkSasl } from "../../../src/amqp/guard.js";

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

test("what a peer may say passes, and is named", () => {
  assert.equal(checkPerformative(bytes("00 53 10 45"), 0), 0x10);
  assert.equal(checkPerformative(bytes("00 80 0000000000000018 45"), 0), 0x18);
  assert.equal(checkPerformative(open(bytes("a1 01 78"), bytes("40"), bytes("70 00001000")), 0), 0x10);
  const map = bytes("c1 0b 02 a3 03 616263 a1 03 646566");
  const symbols = bytes("e0 06 02 a3 01 61 01 62");
  const described = bytes("00 53 28 c0 04 01 a1 01 78");
  assert.equal(
    checkPerformative(open(map, symbols, described, bytes("f0 0000000a 00000001 b3 00000001 78")), 0),
    0x10,
  );
  assert.equal(checkSasl(bytes("00 53 41 c0 04 01 a3 01 78"), 0), 0x41);
});

test("depth, counts and sizes that would break a decoder are refused", () => {
  let nested = bytes("45");
  for (let i = 0; i < 20; i++) nested = list(nested);
  refused(open(nested), /too deeply/);
  refused(open(Buffer.alloc(40)), /too deeply/);
  refused(bytes("00 53 10 d0 00000004 ffffffff"), /more items than bytes/);
  refused(open(bytes("f0 00000005 ffffffff 40")), /more items than bytes/);
  refused(open(bytes("f0 00000005 00000001 40")), /something else than symbols/);
  refused(open(bytes("c0 ff 01")), /beyond its frame/);
  refused(open(bytes("c0 03 01 40 40")), /another size/);
  refused(open(bytes("e0 06 01 a3 01 61 01 62")), /another size/);
  refused(open(bytes("c1 02 01 40")), /no value/);
  refused(bytes("00 53 10 c0 05 01 a1 05 78"), /beyond/);
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
    const array = Buffer.concat([Buffer.from([0xe0, text.length + 3, 1, 0xa3, text.length]), text]);
    refused(open(array), /the name/);
  }
});
