/** A line on a terminal that is written anew each time; nothing elsewhere. */
export class ProgressLine {
  readonly #enabled = process.stderr.isTTY;

  /** @param share from 0 to 1; undefined when it cannot be told */
  show(text: string, share?: number): void {
    if (!this.#enabled) return;
    const percent = share === undefined ? "" : `${Math.round(share * 100)} % `;
    const line = `${percent}${text}`.slice(0, (process.stderr.columns ?? 80) - 1);
    process.stderr.write(`\r\u001b[K${line}`);
  }

  clear(): void {
    if (this.#enabled) process.stderr.write("\r\u001b[K");
  }
}
