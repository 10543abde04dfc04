import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { Writable } from "node:stream";
import { test } from "node:test";
import { FrameWriter, OutBuffer } from "../../../../src/amqp/engine/frame-writer.js";

/** A socket that notes how many bytes leave in each system call. */
class Recorder extends Writable {
  readonly calls: number[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.calls.push(chunk.length);
    done();
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: () => void): void {
    this.calls.push(chunks.reduce((sum, { chunk }) => sum + chunk.length, 0));
    done();
  }
}

function make(): { readonly socket: Recorder; readonly out: OutBuffer } {
  const socket = new Recorder();
  return { socket, out: new OutBuffer(socket as unknown as Socket, { beforeFlush() {} }) };
}

const endOfTurn = () => new Promise((resolve) => setImmediate(resolve));

test("what a turn writes leaves in one system call, at its end", async () => {
  const { socket, out } = make();
  for (let frame = 0; frame < 100; frame += 1) out.append(Buffer.alloc(100));
  out.append(Buffer.alloc(10_000));
  out.append(Buffer.alloc(100));
  assert.deepEqual(socket.calls, []);
  await endOfTurn();
  assert.deepEqual(socket.calls, [20_100]);
});

test("the only piece of a turn is written without holding the socket up, several are gathered there", async (t) => {
  const { socket, out } = make();
  const held = t.mock.method(socket, "cork");
  out.append(Buffer.alloc(100));
  await endOfTurn();
  assert.equal(held.mock.callCount(), 0);
  out.append(Buffer.alloc(100));
  out.append(Buffer.alloc(10_000));
  await endOfTurn();
  assert.equal(held.mock.callCount(), 1);
  assert.deepEqual(socket.calls, [100, 10_100]);
  assert.equal(socket.writableCorked, 0);
});

test("much of it leaves before, so that the peer has something to do", async () => {
  const { socket, out } = make();
  for (let frame = 0; frame < 5; frame += 1) out.append(Buffer.alloc(40_000));
  assert.deepEqual(socket.calls, [80_000, 80_000]);
  await endOfTurn();
  assert.deepEqual(socket.calls, [80_000, 80_000, 40_000]);
  out.append(Buffer.alloc(100));
  assert.equal(socket.calls.length, 3, "the next turn gathers again");
});

test("what is added before the turn's last bytes leave goes with them, and the next turn is not held up", async () => {
  const socket = new Recorder();
  let owed = 0;
  const out: OutBuffer = new OutBuffer(socket as unknown as Socket, {
    beforeFlush() {
      if (owed > 0) out.append(Buffer.alloc(owed));
      owed = 0;
    },
  });
  owed = 10;
  out.append(Buffer.alloc(100));
  await endOfTurn();
  assert.deepEqual(socket.calls, [110]);
  owed = 20;
  out.touch();
  await endOfTurn();
  assert.deepEqual(socket.calls, [110, 20]);
  assert.equal(socket.writableCorked, 0);
});

test("what a socket still holds is not written over, and what it has passed on is lent to the next", async () => {
  const held: Buffer[] = [];
  const slow = new Writable({ write: (chunk: Buffer) => held.push(chunk) });
  const first = new OutBuffer(slow as unknown as Socket, { beforeFlush() {} });
  first.append(Buffer.alloc(100, 1));
  await endOfTurn();
  const chunkOf = (out: OutBuffer) => {
    out.append(Buffer.alloc(200, 2));
    return out.bytes;
  };
  const chunk = chunkOf(make().out);
  await endOfTurn();
  assert.deepEqual(held, [Buffer.alloc(100, 1)]);
  assert.equal(chunkOf(make().out), chunk);
  first.append(Buffer.alloc(100, 3));
  assert.notEqual(first.bytes, chunk);
  await endOfTurn();
  assert.deepEqual(held, [Buffer.alloc(100, 1)]);
});

test("what a socket passes on after the turn, as one with TLS does, is lent to the next when something comes", async () => {
  const passedOn: (() => void)[] = [];
  const slow = new Writable({ write: (_chunk, _encoding, done) => void passedOn.push(done) });
  const out = new OutBuffer(slow as unknown as Socket, { beforeFlush() {} });
  out.append(Buffer.alloc(100));
  const chunk = out.bytes;
  out.rest();
  await endOfTurn();
  out.rest();
  assert.equal(out.bytes, chunk);
  for (const pass of passedOn) pass();
  out.rest();
  const next = make().out;
  next.append(Buffer.alloc(100));
  assert.equal(next.bytes, chunk);
});

test("a message is whole before a trace tells of it, whatever that has sent in the middle", async () => {
  const sent: Buffer[] = [];
  const socket = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      sent.push(Buffer.from(chunk));
      done();
    },
  });
  let told = 0;
  const messages = [Buffer.alloc(3_000, 1), Buffer.alloc(3_000, 2)] as const;
  const writer: FrameWriter = new FrameWriter(socket as unknown as Socket, 4_096, () => {
    told += 1;
    if (told === 1) writer.transfer(0, 1, 1, true, false, messages[1]);
  });
  writer.transfer(0, 0, 0, true, false, messages[0]);
  await endOfTurn();
  const all = Buffer.concat(sent);
  const overhead = all.length / 2 - 3_000;
  const payloads = [0, all.length / 2].map((at) => all.subarray(at + overhead, at + overhead + 3_000));
  assert.deepEqual(payloads, messages);
});

test("nothing leaves once it is closed", async () => {
  const { socket, out } = make();
  out.append(Buffer.alloc(100));
  out.close();
  assert.deepEqual(socket.calls, [100]);
  out.append(Buffer.alloc(100_000));
  await endOfTurn();
  assert.deepEqual(socket.calls, [100]);
});
