import type { StreamMessage } from "./stream-message.js";

/** Messages of a stream that are known again. */
const REMEMBERED = 4_096;
/** Messages that the last chunk of a stream may have. */
const CHUNK = 65_535;

/** Reads what a stream has now, from an offset or from the beginning of its last chunk on; so many messages at most. */
export type StreamReader = (from: number | "last", limit: number) => Promise<readonly StreamMessage[]>;

/** Where a stream goes on, and what has become of it meanwhile. */
export interface Resumption {
  /** Offset of the first message that did not come before. */
  readonly from: number;
  /** It is not what it was: another stream has its name, or it has lost its end. */
  readonly change?: "replaced" | "truncated";
}

/**
 * The place in a stream that its messages have come to. The first time it begins behind all that is there, from then on
 * behind the last message that came. A stream that was deleted and declared anew counts from 0 again, which RabbitMQ
 * does not tell: an offset beyond its end is silent until it has grown past it. So each time the last message that came
 * is looked for.
 */
export class StreamPosition {
  /** Fingerprints of the messages that came last, by their offsets. */
  readonly #came = new Map<number, string>();
  #next: number | undefined;

  /** Offset of the message that comes next; undefined before the first look at the stream. */
  get next(): number | undefined {
    return this.#next;
  }

  /** Finds where to go on, on a new link. */
  async resume(read: StreamReader): Promise<Resumption> {
    if (this.#next === undefined) {
      const there = await read("last", CHUNK);
      for (const message of there) this.#remember(message);
      this.#next ??= (there.at(-1)?.offset ?? -1) + 1;
      return { from: this.#next };
    }
    const from = this.#next;
    // Whatever is there has come since.
    if (from === 0 || (await this.#isThere(from - 1, read))) return { from };
    const [oldest = 0] = this.#came.keys();
    const isSame = await this.#isThere(oldest, read);
    if (!isSame) this.#came.clear();
    // What is known comes again, and is dropped.
    this.#next = isSame ? oldest : 0;
    return { from: this.#next, change: isSame ? "truncated" : "replaced" };
  }

  /** Counts a message that has come. False when it came before. */
  advance(message: StreamMessage): boolean {
    this.#next = Math.max(this.#next ?? 0, message.offset + 1);
    if (this.#knows(message)) return false;
    this.#remember(message);
    return true;
  }

  /** Whether the message that came from there is where it was, or so old that the stream has dropped it. */
  async #isThere(offset: number, read: StreamReader): Promise<boolean> {
    const [found] = await read(offset, 1);
    return found !== undefined && (found.offset > offset || this.#knows(found));
  }

  #knows({ offset, fingerprint }: StreamMessage): boolean {
    return this.#came.get(offset) === fingerprint;
  }

  #remember({ offset, fingerprint }: StreamMessage): void {
    // The order is that in which they came.
    this.#came.delete(offset);
    this.#came.set(offset, fingerprint);
    if (this.#came.size <= REMEMBERED) return;
    const [oldest = 0] = this.#came.keys();
    this.#came.delete(oldest);
  }
}
