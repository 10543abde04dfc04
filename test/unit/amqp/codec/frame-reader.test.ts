import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type FrameHandler, FrameReader, FramingError } from "../../../../src/amqp/codec/frame-reader.js";

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
  readonly headers: Buffer[] = [];
  readonly frames: { type: number; channel: number; body: string }[] = [];

  header(bytes: Buffer): void {
    this.headers.push(bytes);
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

/** Pauses its reader at each header and each frame. */
class Hesitant extends Recorder {
  readonly reader: FrameReader = new FrameReader(this);

  override header(bytes: Buffer): void {
    super.header(bytes);
    this.reader.pause();
  }

  override frame(bytes: Buffer, type: number, channel: number, bodyAt: number): void {
    super.frame(bytes, type, channel, bodyAt);
    this.reader.pause();
  }
}

test("what comes while reading pauses waits, cut anywhere, and is read one after another", () => {
  const stream = Buffer.concat([
    header,
    ...["a", "bc", "def"].map((body, i) => frame(1, i, Buffer.from(body))),
    header,
  ]);
  for (let size = 1; size <= stream.length; size++) {
    for (const resumesEarly of [true, false]) {
      const recorder = new Hesitant();
      for (let at = 0; at < stream.length; at += size) {
        const taken = recorder.headers.length + recorder.frames.length;
        recorder.reader.read(stream.subarray(at, at + size));
        assert.ok(recorder.headers.length + recorder.frames.length <= taken + 1);
        if (resumesEarly && at % 3 === 0) recorder.reader.resume();
      }
      for (let i = 0; i < 5; i++) recorder.reader.resume();
      assert.deepEqual(
        recorder.frames.map(({ body }) => body),
        ["a", "bc", "def"],
        `${size} bytes at a time`,
      );
      assert.deepEqual(recorder.headers, [header, header]);
    }
  }
});

test("what waits is bounded", () => {
  const recorder = new Hesitant();
  recorder.reader.read(header);
  const chunk = Buffer.alloc(64 * 1024);
  for (let i = 0; i < 4; i++) recorder.reader.read(chunk);
  assert.throws(() => recorder.reader.read(Buffer.alloc(1)), FramingError);
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
