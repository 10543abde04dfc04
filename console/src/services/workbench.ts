import type { CallAnswer, CallRequest } from "../../../src/console/api.js";
import { Changing } from "../parts/changing.js";
import { requestJson, troubleText } from "../server/request.js";

/** Requests that are kept; results may be large. */
const MOST_ENTRIES = 40;

/** A request that was made from this page, and what came of it. */
export interface CallEntry {
  readonly id: number;
  /** ms since the epoch. */
  readonly begun: number;
  readonly request: CallRequest;
  /** Undefined while it runs. */
  readonly answer?: CallAnswer;
  /** Why there is no answer. */
  readonly trouble?: string;
  /** Nobody waits for the answer any more. */
  readonly isGivenUp?: boolean;
}

/** What was typed and what was asked while the page is open, whichever view is shown. */
export class Workbench extends Changing {
  /** Arguments as text, by service and method. */
  readonly drafts = new Map<string, string>();
  /** The newest first. */
  history: readonly CallEntry[] = [];
  /** What gives up those that run, by their ids. */
  readonly #running = new Map<number, AbortController>();
  #count = 0;

  /** Sends a request. Its entry is in the history at once, and has the answer later. */
  send(request: CallRequest): number {
    this.#count += 1;
    const entry: CallEntry = { id: this.#count, begun: Date.now(), request };
    this.history = [entry, ...this.history].slice(0, MOST_ENTRIES);
    this.changed();
    const given = new AbortController();
    this.#running.set(entry.id, given);
    requestJson<CallAnswer>("/api/calls", request, given.signal)
      .then(
        (answer) => ({ answer }),
        (error: unknown) => (given.signal.aborted ? { isGivenUp: true } : { trouble: troubleText(error) }),
      )
      .then((end) => {
        this.#running.delete(entry.id);
        this.history = this.history.map((own) => (own.id === entry.id ? { ...own, ...end } : own));
        this.changed();
      });
    return entry.id;
  }

  /** Waits for an answer no longer. The server is not told: what it runs it runs to its end. */
  giveUp(id: number): void {
    this.#running.get(id)?.abort();
  }
}
