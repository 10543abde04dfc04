import type { Logger } from "../log/logger.js";
import type { Reply } from "./driver.js";
import type { PendingCall } from "./pending-call.js";
import { replyMalformed } from "./send-errors.js";

/** The calls whose replies can still come, by the id that a reply names. */
export class ExpectedReplies {
  readonly #calls = new Map<string, PendingCall>();
  readonly #log: Logger;
  /** Replies that were dropped, as nobody waits for them. */
  #unwanted = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  expect(id: string, call: PendingCall): void {
    this.#calls.set(id, call);
  }

  has(id: string): boolean {
    return this.#calls.has(id);
  }

  forget(id: string): void {
    this.#calls.delete(id);
  }

  clear(): void {
    this.#calls.clear();
  }

  /**
   * Gives a reply to its call. Returns false when no call waits for it, which is logged.
   *
   * @param read reads the reply; undefined for a heartbeat
   */
  answer(id: string | undefined, read: () => Reply | undefined): boolean {
    const call = id === undefined ? undefined : this.#calls.get(id);
    if (id === undefined || call === undefined) {
      const fields = { correlationId: id, count: ++this.#unwanted };
      this.#log.warn(fields, "A reply to no call of this client, or to one that has ended");
      return false;
    }
    try {
      const reply = read();
      if (reply === undefined) {
        call.restartMonitor();
        return true;
      }
      if (!call.gathers) this.#calls.delete(id);
      call.answer(reply);
    } catch (error) {
      this.#calls.delete(id);
      call.fail(replyMalformed(error));
    }
    return true;
  }
}
