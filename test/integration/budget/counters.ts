import { Socket } from "node:net";

/** What a piece of work cost, as counts that do not depend on how fast the machine is. */
export interface Counts {
  /** Hand-overs of bytes to the system. */
  writes: number;
  /** AMQP frames in them. */
  frames: number;
  parses: number;
  stringifies: number;
  /** Timers of Node. */
  timers: number;
  /** The time it took, for what comes once in so much of it. */
  seconds: number;
  /** Callbacks at the end of a turn of the event loop: each is a turn that does not wait in one system call. */
  turns: number;
}

type Chunks = readonly { readonly chunk: Buffer }[];
interface SocketInternals {
  _write(chunk: Buffer, encoding: string, done: () => void): void;
  _writev(chunks: Chunks, done: () => void): void;
}

/** Counts what the work does in this process, all of its connections together. */
export async function count(work: () => Promise<void>): Promise<Counts> {
  const counts: Counts = { writes: 0, frames: 0, parses: 0, stringifies: 0, timers: 0, turns: 0, seconds: 0 };
  const begun = performance.now();
  const sockets = Socket.prototype as unknown as SocketInternals;
  const { _write, _writev } = sockets;
  const { parse, stringify } = JSON;
  const { setTimeout, setImmediate } = globalThis;
  sockets._write = function (chunk, encoding, done) {
    counts.writes += 1;
    counts.frames += framesIn(chunk);
    _write.call(this, chunk, encoding, done);
  };
  sockets._writev = function (chunks, done) {
    counts.writes += 1;
    counts.frames += framesIn(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    _writev.call(this, chunks, done);
  };
  JSON.parse = (...args) => {
    counts.parses += 1;
    return parse(...args);
  };
  JSON.stringify = ((...args: Parameters<typeof stringify>) => {
    counts.stringifies += 1;
    return stringify(...args);
  }) as typeof stringify;
  globalThis.setTimeout = ((...args: Parameters<typeof setTimeout>) => {
    counts.timers += 1;
    return setTimeout(...args);
  }) as typeof setTimeout;
  globalThis.setImmediate = ((...args: Parameters<typeof setImmediate>) => {
    counts.turns += 1;
    return setImmediate(...args);
  }) as typeof setImmediate;
  try {
    await work();
  } finally {
    counts.seconds = (performance.now() - begun) / 1000;
    Object.assign(sockets, { _write, _writev });
    Object.assign(JSON, { parse, stringify });
    Object.assign(globalThis, { setTimeout, setImmediate });
  }
  return counts;
}

function framesIn(bytes: Buffer): number {
  let frames = 0;
  for (let at = 0; at + 4 <= bytes.length; frames += 1) at += Math.max(4, bytes.readUInt32BE(at));
  return frames;
}
