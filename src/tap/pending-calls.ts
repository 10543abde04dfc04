import type { RequestLine } from "./traffic.js";

/** One more, and the oldest is forgotten. */
const MOST = 10_000;

/** Bytes of the requests that are held; more, and the oldest is forgotten. */
const MOST_HELD = 64 * 1024 * 1024;

/** ms after which nobody waits for a reply any more: OpenStack's services wait half an hour at most. */
const LONGEST = 3_600_000;

/** A call whose reply is to come. */
export interface PendingCall extends Pick<RequestLine, "method" | "topic" | "fanout"> {
  /** ms since 1970. */
  readonly seenAt: number;
  /** Shown with its first reply that is, and kept no longer: arguments may be large. */
  held: RequestLine | undefined;
  /** Bytes of what is held. */
  readonly size: number;
}

/** The calls whose replies are waited for, by the ids of these: not without end, since a reply may never be seen. */
export class PendingCalls {
  /** The oldest first. */
  readonly #calls = new Map<string, PendingCall>();
  #heldBytes = 0;

  get(id: string): PendingCall | undefined {
    return this.#calls.get(id);
  }

  add(id: string, call: PendingCall): void {
    this.delete(id);
    this.#calls.set(id, call);
    if (call.held !== undefined) this.#heldBytes += call.size;
    for (const [oldest, { seenAt }] of this.#calls) {
      const isTooMuch = this.#calls.size > MOST || this.#heldBytes > MOST_HELD;
      if (!isTooMuch && call.seenAt - seenAt < LONGEST) return;
      this.delete(oldest);
    }
  }

  /** The request of a call has been shown. */
  release(call: PendingCall): void {
    if (call.held === undefined) return;
    this.#heldBytes -= call.size;
    call.held = undefined;
  }

  delete(id: string): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    this.release(call);
    this.#calls.delete(id);
  }
}
