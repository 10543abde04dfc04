import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type FrameHandler, FrameReader, FramingError } from "../../../src/amqp/frame-reader.js";

const header = Buffer.from("AMQP\x00\x01\x00\x00", "latin1");

function frame(type: number, channel: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length, 0);
  head[4] = 2;
  head[5] = type;
  head.writeUInt16BE(channel, 6);
  return Buffer.concat([head, body]);
}

class Recorder implements FrameHandler {
  maxFrameSize = 10_000;
  accepts = true;
  readonly headers: Buffer[] = [];
  readonly frames: { type: number; channel: number; body: string }[] = [];

  header(bytes: Buffer): boolean {
    if (!this.accepts) return false;
    this.headers.push(bytes);
    return true;
  }

  frame(bytes: Buffer, type: number, channel: number, bodyAt: number): void {
    this.frames.push({ type, channel, body: bytes.toString("latin1", bodyAt) });
  }
}

test("a stream is cut the same way however it arrives", () => {
  const bodies = fc.array(fc.string({ unit: "binary-ascii", maxLength: 40 }), { maxLength: 10 });
  fc.assert(
    fc.property(bodies, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (texts, cuts) => {
      const stream = Buffer.concat([
        header,
        ...texts.map((text, i) => frame(i % 2, i, Buffer.from(text, "latin1"))),
      ]);
      const recorder = new Recorder();
      const reader = new FrameReader(recorder);
      for (let at = 0, i = 0; at < stream.length; i++) {
        const end = at + (cuts[i % cuts.length] as number);
        reader.read(stream.subarray(at, end));
        at = end;
      }
      assert.deepEqual(recorder.headers, [header]);
      assert.deepEqual(
        recorder.frames,
        texts.map((body, i) => ({ type: i % 2, channel: i, body })),
      );
    }),
  );
});

test("a header that cannot be taken yet waits, with what follows it", () => {
  const recorder = new Recorder();
  recorder.accepts = false;
  const reader = new FrameReader(recorder);
  reader.read(Buffer.concat([header, frame(0, 1, Buffer.from("a"))]));
  reader.read(frame(0, 2, Buffer.from("b")));
  assert.equal(recorder.frames.length, 0);
  recorder.accepts = true;
  reader.resume();
  assert.deepEqual(
    recorder.frames.map(({ body }) => body),
    ["a", "b"],
  );
  reader.resume();
  assert.equal(recorder.frames.length, 2);
});

test("a second header may come between frames", () => {
  const recorder = new Recorder();
  const reader = new FrameReader(recorder);
  reader.read(Buffer.concat([header, frame(1, 0, Buffer.from("login")), header]));
  assert.equal(recorder.headers.length, 2);
});

test("impossible frames are refused from their first bytes", () => {
  const refused = (bytes: Buffer) => {
    const reader = new FrameReader(new Recorder());
    reader.read(header);
    assert.throws(() => reader.read(bytes), FramingError);
  };
  refused(Buffer.from([0, 0, 0, 7, 2, 0, 0, 0]));
  refused(Buffer.from([0, 0, 0x27, 0x11, 2, 0, 0, 0]));
  refused(Buffer.from([0, 0, 0, 8, 1, 0, 0, 0]));
  refused(Buffer.from([0, 0, 0, 8, 3, 0, 0, 0]));
  assert.throws(() => new FrameReader(new Recorder()).read(Buffer.from("GET /")), FramingError);
  assert.throws(() => new FrameReader(new Recorder()).read(Buffer.from("GET / HTTP/1.1")), FramingError);
});

test("an extended header is passed over", () => {
  const recorder = new Recorder();
  const reader = new FrameReader(recorder);
  const bytes = frame(0, 0, Buffer.from("1234body"));
  bytes[4] = 3;
  reader.read(Buffer.concat([header, bytes]));
  assert.equal(recorder.frames[0]?.body, "body");
});

test("nothing is read after close, not even the rest of a chunk", () => {
  const recorder = new Recorder();
  const reader = new FrameReader(recorder);
  recorder.frame = () => {
    recorder.frames.push({ type: 0, channel: 0, body: "" });
    reader.close();
  };
  reader.read(Buffer.concat([header, frame(0, 0, Buffer.from("a")), frame(0, 0, Buffer.from("b"))]));
  reader.read(frame(0, 0, Buffer.from("c")));
  assert.equal(recorder.frames.length, 1);
});
