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
}

/** What was typed and what was asked while the page is open, whichever view is shown. */
export class Workbench extends Changing {
  /** Arguments as text, by service and method. */
  readonly drafts = new Map<string, string>();
  /** The newest first. */
  history: readonly CallEntry[] = [];
  #count = 0;

  /** Sends a request. Its entry is in the history at once, and has the answer later. */
  send(request: CallRequest): number {
    this.#count += 1;
    const entry: CallEntry = { id: this.#count, begun: Date.now(), request };
    this.history = [entry, ...this.history].slice(0, MOST_ENTRIES);
    this.changed();
    requestJson<CallAnswer>("/api/calls", request)
      .then(
        (answer) => ({ answer }),
        (error: unknown) => ({ trouble: troubleText(error) }),
      )
      .then((end) => {
        this.history = this.history.map((own) => (own.id === entry.id ? { ...own, ...end } : own));
        this.changed();
      });
    return entry.id;
  }
}
