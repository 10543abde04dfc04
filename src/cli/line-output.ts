import type { Writable } from "node:stream";

/** Characters that may wait for a reader that is too slow. */
const MOST_WAITING = 4 * 1024 * 1024;

/**
 * Writes lines as fast as they are read, and no faster: beyond a few megabytes that wait, lines are left out, and how
 * many is told where they would have stood.
 */
export class LineOutput {
  readonly #stream: Writable;
  readonly #missedLine: (count: number) => string;
  readonly #limit: number;
  #missed = 0;

  /**
   * @param missedLine makes the line that tells how many are left out
   * @param limit characters that may wait
   */
  constructor(stream: Writable, missedLine: (count: number) => string, limit: number = MOST_WAITING) {
    this.#stream = stream;
    this.#missedLine = missedLine;
    this.#limit = limit;
  }

  /** False when the line is left out. */
  write(line: string): boolean {
    if (this.#stream.writableLength > this.#limit) {
      this.#missed += 1;
      return false;
    }
    this.#tellMissed();
    this.#stream.write(`${line}\n`);
    return true;
  }

  /** Nothing more comes. */
  end(): void {
    this.#tellMissed();
  }

  #tellMissed(): void {
    if (this.#missed === 0) return;
    const count = this.#missed;
    this.#missed = 0;
    this.#stream.write(`${this.#missedLine(count)}\n`);
  }
}
