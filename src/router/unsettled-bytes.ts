/**
 * Counts the bytes that went to a client and have no outcome yet: they are kept until then, since another receiver may
 * have to get them.
 */
export class UnsettledBytes {
  readonly #limit: number;
  readonly #resume: () => void;
  #bytes = 0;
  #full = false;

  /** @param resume called when the client can be sent to again. */
  constructor(limit: number, resume: () => void) {
    this.#limit = limit;
    this.#resume = resume;
  }

  /** True when nothing more is to be sent until the client has settled half of what it has. */
  get full(): boolean {
    return this.#full;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes >= this.#limit) this.#full = true;
  }

  remove(bytes: number): void {
    this.#bytes -= bytes;
    if (!this.#full || this.#bytes > this.#limit / 2) return;
    this.#full = false;
    // Not before all links are gone that go together with this one.
    queueMicrotask(this.#resume);
  }
}
