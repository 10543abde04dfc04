/** Bytes a message takes here beside its own while it is kept, about. */
export const OVERHEAD = 512;

/** All that waits in the router, at whatever address and for whatever receiver. */
export class HeldTotal {
  readonly #limit: number;
  #bytes = 0;

  /** @param limit bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** True when no message more can wait. */
  get full(): boolean {
    return this.#bytes > this.#limit;
  }

  hasRoom(message: Buffer): boolean {
    return this.#bytes + OVERHEAD + message.length <= this.#limit;
  }

  add(message: Buffer): void {
    this.#bytes += OVERHEAD + message.length;
  }

  remove(message: Buffer): void {
    this.#bytes -= OVERHEAD + message.length;
  }
}
