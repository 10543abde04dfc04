import type { Socket } from "node:net";

/** Frames are gathered in chunks. A connection begins with a small one: it may have little to say. */
const FIRST_CHUNK = 1024;
const LARGEST_CHUNK = 16 * 1024;

/** A payload larger than this is written where it is rather than copied. */
const COPY_LIMIT = 4 * 1024;

/** So many bytes leave before the turn ends: the peer has something to do meanwhile. */
const EARLY = 64 * 1024;

const nothing: Buffer = Buffer.alloc(0);

/**
 * Gathers what a turn of the event loop writes to a socket, so that it leaves in one system call. A chunk is
 * filled over several turns: what the socket still holds of it is never written to again.
 */
export class OutBuffer {
  readonly #socket: Socket;
  /** Runs before the turn's last bytes leave: frames may be added there. */
  readonly #beforeFlush: () => void;
  #chunk: Buffer = Buffer.allocUnsafeSlow(FIRST_CHUNK);
  #start = 0;
  #end = 0;
  #scheduled = false;
  #closed = false;
  /** Bytes handed to the socket and held back there. */
  #held = 0;

  constructor(socket: Socket, beforeFlush: () => void) {
    this.#socket = socket;
    this.#beforeFlush = beforeFlush;
  }

  /** Where `reserve` made room. */
  get bytes(): Buffer {
    return this.#chunk;
  }

  /** Makes room for `length` bytes and returns where they go in `bytes`. */
  reserve(length: number): number {
    if (!this.#scheduled) this.#schedule();
    if (this.#end + length > this.#chunk.length) {
      this.#push();
      const size = Math.min(2 * this.#chunk.length, LARGEST_CHUNK);
      this.#chunk = Buffer.allocUnsafeSlow(Math.max(size, length));
      this.#start = 0;
      this.#end = 0;
    }
    const at = this.#end;
    this.#end += length;
    return at;
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
    this.#beforeFlush();
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
    if (this.#scheduled) this.#socket.uncork();
  }

  #schedule(): void {
    this.#scheduled = true;
    this.#socket.cork();
    setImmediate(this.#endOfTurn);
  }

  readonly #endOfTurn = (): void => {
    this.#scheduled = false;
    if (this.#closed) return;
    this.flush();
    this.#held = 0;
    this.#socket.uncork();
  };

  #push(): void {
    if (this.#start === this.#end || this.#closed) return;
    this.#write(this.#chunk.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }

  #write(bytes: Buffer): void {
    this.#socket.write(bytes);
    this.#held += bytes.length;
    if (this.#held < EARLY) return;
    this.#held = 0;
    this.#socket.uncork();
    if (this.#scheduled) this.#socket.cork();
  }
}
