import type { Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import type { Random } from "../../support/random.js";
import type { Split } from "./sequences.js";

/** What a side has said so far, as words: headers by name, frames by descriptor, outcomes with their code. */
export class Heard {
  readonly #socket: Socket;
  readonly #frames = new Map<number, Buffer>();
  #bytes: Buffer = Buffer.alloc(0);
  #words: string[] = [];
  #told: () => void = () => {};
  readonly closed: Promise<void>;
  #isClosed = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      socket.once("close", () => {
        this.#isClosed = true;
        this.#told();
        resolve();
      });
    });
    socket.on("data", (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#cut();
      this.#told();
    });
  }

  get words(): readonly string[] {
    return this.#words;
  }

  /** The last frame of that descriptor. */
  frame(descriptor: number): Buffer | undefined {
    return this.#frames.get(descriptor);
  }

  /** Resolves when so many words were heard, or the socket is closed. */
  async until(count: number): Promise<void> {
    while (this.#words.length < count && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#told = resolve;
      });
    }
  }

  async write(bytes: Buffer): Promise<void> {
    if (this.#socket.writable) this.#socket.write(bytes);
    await turn();
  }

  #cut(): void {
    for (;;) {
      const bytes = this.#bytes;
      if (bytes.length < 8) return;
      const isHeader = bytes.toString("latin1", 0, 4) === "AMQP";
      const size = isHeader ? 8 : bytes.readUInt32BE(0);
      if (bytes.length < size) return;
      this.#bytes = bytes.subarray(size);
      this.#words.push(isHeader ? (bytes[4] === 3 ? "SASL" : "AMQP") : this.#frame(bytes.subarray(0, size)));
    }
  }

  #frame(frame: Buffer): string {
    const descriptor = frame[10] as number;
    this.#frames.set(descriptor, frame);
    // Ours is a list with the code alone.
    return `${descriptor.toString(16)}${descriptor === 0x44 ? `:${frame.at(-1)}` : ""}`;
  }
}

/** What a side says to letters in turn; a letter that is out of turn gets none of this. */
export type Replies = (beginning: string, letter: string) => readonly string[];

/** Puts a sequence on the wire. @param bytesOf the bytes of a letter, when its turn has come */
export async function send(
  heard: Heard,
  sequence: string,
  split: Split,
  random: Random,
  bytesOf: (letter: string) => Buffer | Promise<Buffer>,
  expected: (length: number) => number,
): Promise<void> {
  if (split === "in steps") {
    for (const [index, letter] of [...sequence].entries()) {
      await heard.until(expected(index));
      await heard.write(await bytesOf(letter));
    }
    return;
  }
  const parts = await Promise.all([...sequence].map(bytesOf));
  const bytes = Buffer.concat(parts);
  if (split === "letters") for (const part of parts) await heard.write(part);
  else if (split === "bytes") for (const byte of bytes) await heard.write(Buffer.from([byte]));
  else {
    const at = split === "halves" ? 1 + random.below(Math.max(1, bytes.length - 1)) : bytes.length;
    await heard.write(bytes.subarray(0, at));
    if (at < bytes.length) await heard.write(bytes.subarray(at));
  }
}
