import assert from "node:assert/strict";
import { it } from "node:test";
import { constants, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { MalformedMessage } from "../../../../src/drivers/malformed-message.js";
import { compress, decompress, GZIP } from "../../../../src/drivers/rabbit/compression.js";
import { ConfigurationError, getRpcTransport } from "../../../../src/index.js";

it("what is compressed is read again", () => {
  assert.equal(decompress(compress("ü".repeat(1000)), GZIP).toString(), "ü".repeat(1000));
});

it("kombu's gzip is a zlib stream", () => {
  assert.equal(compress("{}").readUInt16BE(0) % 31, 0);
  assert.equal(decompress(deflateSync("{}"), GZIP).toString(), "{}");
  assert.throws(() => decompress(gzipSync("{}"), GZIP), MalformedMessage);
});

it("what is not compressed stays as it is", () => {
  const body = Buffer.from("{}");
  assert.equal(decompress(body, undefined), body);
  assert.equal(decompress(body, ""), body);
});

it("a body that would fill the memory is refused", () => {
  // Blocks that can stand behind one another, after the header of a zlib stream.
  const block = deflateRawSync(Buffer.alloc(1024 * 1024), { finishFlush: constants.Z_FULL_FLUSH });
  const bomb = Buffer.concat([deflateSync("").subarray(0, 2), ...Array<Buffer>(129).fill(block)]);
  assert.ok(bomb.length < 200_000);
  assert.throws(() => decompress(bomb, GZIP), /inflates to more than/);
});

it("an unknown compression is refused, and its name cut short", () => {
  assert.throws(
    () => decompress(Buffer.alloc(0), `application/${"x".repeat(1000)}`),
    (error: Error) => error instanceof MalformedMessage && error.message.length < 200,
  );
});

it("a transport that is to send in bz2 is refused with what to do", () => {
  const open = () => getRpcTransport({ url: "rabbit://127.0.0.1/?kombu_compression=bz2" });
  assert.throws(
    open,
    (error) => error instanceof ConfigurationError && /kombu_compression.*gzip/.test(error.message),
  );
});
