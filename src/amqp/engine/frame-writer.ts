import type { Socket } from "node:net";
import { describeFrame } from "../codec/frame-trace.js";
import {
  DISPOSITION_OVERHEAD,
  FLOW_SIZE,
  type Flow,
  LINK_FLOW_SIZE,
  TRANSFER_OVERHEAD,
  writeDisposition,
  writeFlow,
  writeTransfer,
} from "../codec/performatives.js";
import type { IncomingWindow } from "./incoming-window.js";

/**
 * Frames are gathered in chunks, which are lent to connections that have something to say: most are idle at a time. A
 * new one is small.
 */
const FIRST_CHUNK = 1024;
const LARGEST_CHUNK = 16 * 1024;
const MOST_SPARE = 64;
const spare: Buffer[] = [];

/** A payload larger than this is written where it is rather than copied. */
const COPY_LIMIT = 4 * 1024;

const nothing: Buffer = Buffer.alloc(0);

/** So many bytes leave before the turn ends: the peer has something to do meanwhile. */
const EARLY = 64 * 1024;

/** Writes the frames of message flow, and puts those between them in order that open and close something. */
export class FrameWriter implements OutBufferOwner {
  /** Frames written so far. */
  frames = 0;
  /** Bytes of a message that fit in a frame to the peer. */
  maxPayload: number;
  readonly #out: OutBuffer;
  readonly #trace: ((line: string) => void) | undefined;
  /** Windows with dispositions that wait for the end of the turn. */
  #dirty: IncomingWindow[] = [];
  #closed = false;

  /**
   * @param frameSize bytes of a frame that the peer takes for certain
   * @param trace gets a line for each frame
   */
  constructor(socket: Socket, frameSize: number, trace?: (line: string) => void) {
    this.#trace = trace;
    this.maxPayload = frameSize - TRANSFER_OVERHEAD;
    this.#out = new OutBuffer(socket, this);
  }

  /** Takes frames that are encoded. */
  write(bytes: Buffer): void {
    this.beforeFlush();
    this.#trace?.(`-> ${describeFrame(bytes)}`);
    this.#out.append(bytes);
  }

  /** The peer has said how large its frames may be. */
  set frameSize(bytes: number) {
    this.maxPayload = bytes - TRANSFER_OVERHEAD;
  }

  transfer(
    channel: number,
    handle: number,
    id: number,
    settled: boolean,
    more: boolean,
    payload: Buffer,
  ): void {
    this.frames++;
    // A small message goes in one piece with its header, a large one stays where it is.
    const copied = payload.length <= COPY_LIMIT;
    const at = this.#out.reserve(TRANSFER_OVERHEAD + (copied ? payload.length : 0));
    writeTransfer(this.#out.bytes, at, channel, handle, id, settled, more, payload.length);
    if (copied) this.#out.bytes.set(payload, at + TRANSFER_OVERHEAD);
    else this.#out.append(payload);
    this.#traceWritten(at, TRANSFER_OVERHEAD);
  }

  disposition(channel: number, asReceiver: boolean, first: number, last: number, state: Buffer): void {
    if (this.#closed) return;
    this.frames++;
    const at = this.#out.reserve(DISPOSITION_OVERHEAD + state.length);
    writeDisposition(this.#out.bytes, at, channel, asReceiver, first, last, state);
    this.#traceWritten(at, DISPOSITION_OVERHEAD + state.length);
  }

  flow(channel: number, flow: Flow): void {
    if (this.#closed) return;
    this.beforeFlush();
    this.frames++;
    const size = flow.handle === undefined ? FLOW_SIZE : LINK_FLOW_SIZE;
    const at = this.#out.reserve(size);
    writeFlow(this.#out.bytes, at, channel, flow);
    this.#traceWritten(at, size);
  }

  #traceWritten(at: number, length: number): void {
    this.#trace?.(`-> ${describeFrame(this.#out.bytes.subarray(at, at + length))}`);
  }

  /** Has a window's dispositions written before the turn ends. */
  flushLater(window: IncomingWindow): void {
    if (this.#closed) return;
    this.#dirty.push(window);
    this.#out.touch();
  }

  /** More waits in the socket than it asks for, or did when it was written to last. */
  get isFull(): boolean {
    return this.#out.isFull;
  }

  /** Writes everything now. */
  flush(): void {
    this.#out.flush();
  }

  /** Gives up the memory for what is written, when there is nothing: something has come, so that it may have gone by now. */
  rest(): void {
    this.#out.rest();
  }

  /** Resolves when the socket has passed on everything, or is gone. */
  written(): Promise<void> {
    this.flush();
    return this.#out.passedOn();
  }

  /** Writes what there is, and nothing any more. */
  close(): void {
    this.#closed = true;
    this.#out.close();
    this.#dirty = [];
  }

  /** Writes the dispositions of this turn. */
  beforeFlush(): void {
    if (this.#dirty.length === 0) return;
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const window of dirty) window.flush();
  }
}

/** Whose bytes an `OutBuffer` gathers. */
interface OutBufferOwner {
  /** Runs before the turn's last bytes leave: frames may be added there. */
  beforeFlush(): void;
}

/**
 * Gathers what a turn of the event loop writes to a socket, so that it leaves in one system call. A chunk is lent for
 * that until the socket has passed all of it on: what the socket still holds is never written to again.
 */
export class OutBuffer {
  /** The socket said so of the last that was written to it. */
  isFull = false;
  readonly #socket: Socket;
  readonly #owner: OutBufferOwner;
  #chunk: Buffer = nothing;
  #start = 0;
  #end = 0;
  #scheduled = false;
  #closed = false;
  /** The socket holds back what it is given, until the turn ends: a turn's only piece goes there at its end. */
  #isCorked = false;
  /** Bytes handed to the socket and held back there. */
  #held = 0;

  constructor(socket: Socket, owner: OutBufferOwner) {
    this.#socket = socket;
    this.#owner = owner;
  }

  /** Where `reserve` made room. */
  get bytes(): Buffer {
    return this.#chunk;
  }

  /** Makes room for `length` bytes and returns where they go in `bytes`. */
  reserve(length: number): number {
    if (!this.#scheduled) this.#schedule();
    if (this.#end + length > this.#chunk.length) this.#exchange(length);
    const at = this.#end;
    this.#end += length;
    return at;
  }

  /** Has another chunk, with room for so many bytes. */
  #exchange(length: number): void {
    this.#push();
    const lent = this.#chunk === nothing ? spare.pop() : undefined;
    const size = Math.max(Math.min(2 * this.#chunk.length, LARGEST_CHUNK), FIRST_CHUNK, length);
    this.#chunk = lent !== undefined && lent.length >= length ? lent : Buffer.allocUnsafeSlow(size);
    this.#start = 0;
    this.#end = 0;
  }

  /** Adds bytes of any length. They are not to be changed afterwards. */
  append(bytes: Buffer): void {
    if (bytes.length <= COPY_LIMIT) {
      const at = this.reserve(bytes.length);
      bytes.copy(this.#chunk, at);
      return;
    }
    if (!this.#scheduled) this.#schedule();
    this.#push();
    if (!this.#closed) this.#write(bytes);
  }

  /** Sees to it that the turn ends with a flush. */
  touch(): void {
    if (!this.#scheduled) this.#schedule();
  }

  /** Writes everything now. */
  flush(): void {
    this.#owner.beforeFlush();
    this.#push();
  }

  /** Resolves when the socket has passed on all that was written to it, or is gone. */
  passedOn(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.write(nothing, () => resolve());
    });
  }

  /** Writes what there is, and nothing any more. */
  close(): void {
    this.#push();
    this.#closed = true;
    this.#uncork();
  }

  #schedule(): void {
    this.#scheduled = true;
    setImmediate(OutBuffer.#turnEnds, this);
  }

  static #turnEnds(out: OutBuffer): void {
    out.#endOfTurn();
  }

  #endOfTurn(): void {
    if (this.#closed) return;
    this.#owner.beforeFlush();
    // Not before: what that adds needs no turn of its own, for which the socket would be held up.
    this.#scheduled = false;
    this.#push();
    this.#held = 0;
    this.#uncork();
    this.rest();
  }

  /** Gives its chunk back, unless there is something to write or the socket still holds what was: the next turn may have another. */
  rest(): void {
    if (this.#chunk === nothing || this.#scheduled || this.#socket.writableLength > 0) return;
    if (spare.length < MOST_SPARE && this.#chunk.length <= LARGEST_CHUNK) spare.push(this.#chunk);
    this.#chunk = nothing;
    this.#start = 0;
    this.#end = 0;
  }

  #push(): void {
    if (this.#start === this.#end || this.#closed) return;
    this.#write(this.#chunk.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }

  #write(bytes: Buffer): void {
    if (this.#scheduled && !this.#isCorked) {
      this.#isCorked = true;
      this.#socket.cork();
    }
    this.isFull = !this.#socket.write(bytes);
    this.#held += bytes.length;
    if (this.#held < EARLY) return;
    this.#held = 0;
    this.#uncork();
  }

  #uncork(): void {
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this.#socket.uncork();
  }
}
