import { type Linked, LinkedList } from "../collections/linked-list.js";
import type { IncomingRequest } from "../drivers/driver.js";

/** A request that waits for its turn. */
export interface WaitingRequest {
  readonly request: IncomingRequest;
  /** Monotonic ms at which it came. */
  readonly since: number;
}

interface Entry extends WaitingRequest, Linked<Entry> {}

/** Requests in the order they came; any of them is added and taken out in the same time however many there are. */
export class RequestQueue {
  readonly #entries = new LinkedList<Entry>();

  /** Number of those that wait. */
  get size(): number {
    return this.#entries.size;
  }

  /** @returns what takes it out before its turn; false when it had left already */
  add(request: IncomingRequest): () => boolean {
    const since = performance.now();
    const entry: Entry = { request, since, previous: undefined, next: undefined, list: undefined };
    this.#entries.push(entry);
    return () => this.#entries.remove(entry);
  }

  /** Takes out the one that waits longest. */
  take(): WaitingRequest | undefined {
    const entry = this.#entries.first;
    if (entry !== undefined) this.#entries.remove(entry);
    return entry;
  }
}
