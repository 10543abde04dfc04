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
import { OutBuffer } from "./out-buffer.js";

/** A payload up to this many bytes is copied behind its header. */
const COPIED_PAYLOAD = 4096;

/** Writes the frames of message flow, and puts those between them in order that open and close something. */
export class FrameWriter {
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
    this.#out = new OutBuffer(socket, () => this.#flushDispositions());
  }

  /** Takes frames that are encoded. */
  readonly sink: { write(bytes: Buffer): void } = {
    write: (bytes) => {
      this.#flushDispositions();
      this.#trace?.(`-> ${describeFrame(bytes)}`);
      this.#out.append(bytes);
    },
  };

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
    const copied = payload.length <= COPIED_PAYLOAD;
    const at = this.#out.reserve(TRANSFER_OVERHEAD + (copied ? payload.length : 0));
    writeTransfer(this.#out.bytes, at, channel, handle, id, settled, more, payload.length);
    this.#traceWritten(at, TRANSFER_OVERHEAD);
    if (copied) payload.copy(this.#out.bytes, at + TRANSFER_OVERHEAD);
    else this.#out.append(payload);
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
    this.#flushDispositions();
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

  /** Writes everything now. */
  flush(): void {
    this.#out.flush();
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

  #flushDispositions(): void {
    if (this.#dirty.length === 0) return;
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const window of dirty) window.flush();
  }
}
