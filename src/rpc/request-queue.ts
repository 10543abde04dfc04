import type { IncomingRequest } from "../drivers/driver.js";

/** A request that waits for its turn. */
export interface WaitingRequest {
  readonly request: IncomingRequest;
  /** Monotonic ms at which it came. */
  readonly since: number;
}

interface Entry extends WaitingRequest {
  previous: Entry | undefined;
  next: Entry | undefined;
  isWaiting: boolean;
}

/** Requests in the order they came; any of them is added and taken out in the same time however many there are. */
export class RequestQueue {
  #first: Entry | undefined;
  #last: Entry | undefined;
  /** Number of those that wait. */
  size = 0;

  /** @returns what takes it out before its turn; false when it had left already */
  add(request: IncomingRequest): () => boolean {
    const entry: Entry = {
      request,
      since: performance.now(),
      previous: this.#last,
      next: undefined,
      isWaiting: true,
    };
    if (this.#last === undefined) this.#first = entry;
    else this.#last.next = entry;
    this.#last = entry;
    this.size += 1;
    return () => this.#remove(entry);
  }

  /** Takes out the one that waits longest. */
  take(): WaitingRequest | undefined {
    const entry = this.#first;
    if (entry === undefined) return undefined;
    this.#remove(entry);
    return entry;
  }

  #remove(entry: Entry): boolean {
    if (!entry.isWaiting) return false;
    const { previous, next } = entry;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    entry.isWaiting = false;
    // Whoever can still take it out must not keep its former neighbours.
    entry.previous = undefined;
    entry.next = undefined;
    this.size -= 1;
    return true;
  }
}
