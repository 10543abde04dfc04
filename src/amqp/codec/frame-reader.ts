import type { EventEmitter } from "node:events";
import { uint32At } from "./encoding.js";
import { HEADER_SIZE } from "./protocol-header.js";

/** Takes the pieces a byte stream is cut into. */
export interface FrameHandler {
  /** The 8 bytes a protocol layer begins with. */
  header(bytes: Buffer): void;
  /** A whole frame: its size, data offset, type and channel have been looked at. */
  frame(bytes: Buffer, type: number, channel: number, bodyAt: number): void;
  /** Largest frame accepted now, in bytes. */
  readonly maxFrameSize: number;
}

/** The peer's bytes are no AMQP frames. */
export class FramingError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "FramingError";
  }
}

/** The peer speaks another version of AMQP, and says so. */
export class UnsupportedProtocol extends FramingError {
  constructor(message: string) {
    super(message);
    this.name = "UnsupportedProtocol";
  }
}

/** "AMQP", which no frame size is allowed to be. */
const HEADER_START = 0x414d_5150;
/** The beginning of a TLS server's answer to what is no TLS: type 21, protocol 3.x. */
const TLS_ALERT = 0x1503;

/** Bytes of a frame, as of a protocol header, that tell how to read on. */
const FRAME_HEADER = HEADER_SIZE;

/** Bytes a peer may send ahead while reading pauses. A chunk of a socket is no larger. */
const MAX_AHEAD = 256 * 1024;

const none: Buffer = Buffer.alloc(0);

/**
 * The bytes that a socket has read, until they are copied: before another one reads. Node would take 64 KiB anew for each
 * read, and pass what came through a stream.
 */
const arrived = Buffer.allocUnsafeSlow(64 * 1024);

/** Has a socket read into one buffer that all of them share, as the option `onread` of `net.connect` and `tls.connect`. */
export class SharedReading {
  readonly buffer: Buffer = arrived;
  /** Told as a `data` event of what it has read. */
  socket: EventEmitter | undefined;

  readonly callback = (length: number): boolean => {
    const bytes = Buffer.allocUnsafe(length);
    arrived.copy(bytes, 0, 0, length);
    this.socket?.emit("data", bytes);
    return true;
  };
}

/** Cuts what comes from a socket into protocol headers and frames, and refuses impossible ones early. */
export class FrameReader {
  readonly #handler: FrameHandler;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #needed = 0;
  #headerExpected = true;
  #reading = false;
  #paused = false;
  #closed = false;

  constructor(handler: FrameHandler) {
    this.#handler = handler;
  }

  /** Forgets what is left, and reads nothing any more. */
  close(): void {
    this.#closed = true;
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  /** Keeps what comes, and what the handler has not been given yet, until reading goes on. */
  pause(): void {
    this.#paused = true;
  }

  /** Reads on. @throws {FramingError} and whatever the handler throws. */
  resume(): void {
    this.#paused = false;
    this.read(none);
  }

  /** @throws {FramingError} and whatever the handler throws. */
  read(chunk: Buffer): void {
    if (this.#closed || this.#reading) return;
    if (this.#paused) {
      this.#hold(chunk);
      return;
    }
    const missing = this.#needed - this.#pendingBytes;
    if (this.#pendingBytes > 0 && this.#needed > FRAME_HEADER && chunk.length > missing) {
      // Only the end of the frame that has begun is put behind the rest of it: large ones are copied once.
      this.read(chunk.subarray(0, missing));
      this.read(chunk.subarray(missing));
      return;
    }
    let bytes = chunk;
    if (this.#pendingBytes > 0) {
      this.#append(chunk);
      if (this.#pendingBytes < this.#needed) return;
      bytes =
        this.#pending.length === 1
          ? (this.#pending[0] as Buffer)
          : Buffer.concat(this.#pending, this.#pendingBytes);
      this.#pending = [];
      this.#pendingBytes = 0;
    }
    this.#reading = true;
    try {
      this.#cut(bytes);
    } finally {
      this.#reading = false;
    }
  }

  #cut(bytes: Buffer): void {
    let at = 0;
    while (!this.#closed) {
      if (this.#paused) {
        this.#keep(bytes, at, 0);
        return;
      }
      const left = bytes.length - at;
      if (left < 8) {
        // The first bytes already tell a peer that does not speak AMQP at all.
        if (this.#headerExpected && left >= 4 && bytes.readUInt32BE(at) !== HEADER_START)
          refuseHeader(bytes.readUInt32BE(at));
        this.#keep(bytes, at, 8);
        return;
      }
      const size = uint32At(bytes, at);
      if (this.#headerExpected || size === HEADER_START) {
        if (size !== HEADER_START) refuseHeader(size);
        this.#headerExpected = false;
        at += HEADER_SIZE;
        this.#handler.header(bytes.subarray(at - HEADER_SIZE, at));
        continue;
      }
      if (size < 8) throw new FramingError(`a frame of ${size} bytes`);
      if (size > this.#handler.maxFrameSize) {
        throw new FramingError(`a frame of ${size} bytes, more than ${this.#handler.maxFrameSize}`);
      }
      if (left < size) {
        this.#keep(bytes, at, size);
        return;
      }
      const bodyAt = 4 * (bytes[at + 4] as number);
      if (bodyAt < 8 || bodyAt > size) throw new FramingError("a frame whose data lies outside of it");
      const frame = at === 0 && size === bytes.length ? bytes : bytes.subarray(at, at + size);
      at += size;
      this.#handler.frame(frame, frame[5] as number, uint32At(frame, 4) & 0xffff, bodyAt);
    }
  }

  #hold(chunk: Buffer): void {
    this.#append(chunk);
    if (this.#pendingBytes > MAX_AHEAD) throw new FramingError("too much before the login");
  }

  #append(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
  }

  #keep(bytes: Buffer, at: number, needed: number): void {
    this.#needed = needed; // bytes from the beginning of the pending ones
    if (at === bytes.length || this.#closed) return;
    this.#pending = [bytes.subarray(at)];
    this.#pendingBytes = bytes.length - at;
  }
}

/** @param start the first four bytes */
function refuseHeader(start: number): never {
  const isAlert = start >>> 16 === TLS_ALERT;
  throw new FramingError(
    isAlert ? "the peer expects TLS; add ?ssl=true" : "the peer does not speak AMQP 1.0",
  );
}
