import type { IncomingRequest } from "../drivers/driver.js";

interface Entry {
  readonly request: IncomingRequest;
  next: Entry | undefined;
}

/** Requests in the order they came, taken and added in the same time however many there are. */
export class RequestQueue {
  #first: Entry | undefined;
  #last: Entry | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(request: IncomingRequest): void {
    const entry: Entry = { request, next: undefined };
    if (this.#last === undefined) this.#first = entry;
    else this.#last.next = entry;
    this.#last = entry;
    this.#size += 1;
  }

  /** Takes out the one that waits longest. */
  take(): IncomingRequest | undefined {
    const entry = this.#first;
    if (entry === undefined) return undefined;
    this.#first = entry.next;
    if (entry.next === undefined) this.#last = undefined;
    this.#size -= 1;
    return entry.request;
  }
}
