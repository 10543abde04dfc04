/** A line on stderr that is written anew as work goes on. On a pipe nothing is written. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #interval: number;
  #next = 0;
  #isShown = false;

  /** @param interval ms between two writings at least */
  constructor(interval = 100, stream: NodeJS.WriteStream = process.stderr) {
    this.#interval = interval;
    this.#stream = stream;
  }

  /** Shows the text in the place of the former one. It is only made when it is shown. */
  show(text: () => string): void {
    if (!this.#stream.isTTY) return;
    const now = performance.now();
    if (now < this.#next) return;
    this.#next = now + this.#interval;
    this.#isShown = true;
    this.#stream.write(`\r\u001b[K${text().slice(0, (this.#stream.columns || 80) - 1)}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#isShown) this.#stream.write("\r\u001b[K");
    this.#isShown = false;
  }
}
