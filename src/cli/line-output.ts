import type { Writable } from "node:stream";

/** Characters that may wait for a reader that is too slow. */
const MOST_WAITING = 4 * 1024 * 1024;

/**
 * Writes lines as fast as they are read, and no faster: beyond a few megabytes that wait, lines are left out, and how
 * many is told where they would have stood. Lines that come together are written together: each by itself costs its reader
 * more than to read it.
 */
export class LineOutput {
  readonly #stream: Writable;
  readonly #missedLine: (count: number) => string;
  readonly #limit: number;
  #missed = 0;
  /** Lines that are not written yet. */
  #gathered = "";

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
    if (this.#stream.writableLength + this.#gathered.length > this.#limit) {
      this.#missed += 1;
      return false;
    }
    this.#tellMissed();
    this.#gather(line);
    return true;
  }

  /** Nothing more comes. */
  end(): void {
    this.#tellMissed();
    this.#flush();
  }

  #tellMissed(): void {
    if (this.#missed === 0) return;
    const count = this.#missed;
    this.#missed = 0;
    this.#gather(this.#missedLine(count));
  }

  #gather(line: string): void {
    if (this.#gathered === "") process.nextTick(() => this.#flush());
    this.#gathered += `${line}\n`;
  }

  #flush(): void {
    const lines = this.#gathered;
    this.#gathered = "";
    if (lines !== "") this.#stream.write(lines);
  }
}
