import type { TrafficLine } from "../../../src/console/events.js";
import { RecentRows } from "../server/recent-rows.js";

/** How a request ended, as far as it was seen; `sent` for one whose end was not, or that has none. */
export type Outcome = "sent" | "result" | "error" | "unreadable";

/** A request with what became of it, or what came without one. */
export interface TrafficRow {
  /** Number of its first line. */
  readonly id: number;
  /** What came first: the request, or a reply whose request was not seen. */
  readonly line: TrafficLine;
  readonly reply?: TrafficLine;
  readonly outcome: Outcome;
}

/** Puts replies beside their calls. A row is replaced when it changes, so that a list sees which ones did. */
export class TrafficRows {
  readonly #recent = new RecentRows<TrafficRow>();
  /** Places of calls without a reply, counted from the first row ever. */
  readonly #open = new Map<string, number>();

  get rows(): readonly TrafficRow[] {
    return this.#recent.rows;
  }

  get dropped(): number {
    return this.#recent.dropped;
  }

  add(lines: readonly TrafficLine[]): void {
    const { rows, dropped } = this.#recent;
    const former = [...rows];
    const added: TrafficRow[] = [];
    const end = dropped + former.length;
    for (const line of lines) {
      const place =
        line.kind === "reply" && line.callId !== undefined ? this.#open.get(line.callId) : undefined;
      const list = place !== undefined && place >= end ? added : former;
      const index = place === undefined ? -1 : place - (list === added ? end : dropped);
      const call = list[index];
      if (call === undefined) {
        if (line.kind === "call" && line.callId !== undefined)
          this.#open.set(line.callId, end + added.length);
        added.push({ id: line.id, line, outcome: outcomeOf(line) });
      } else {
        list[index] = { ...call, reply: line, outcome: outcomeOf(line) };
        this.#open.delete(line.callId ?? "");
      }
    }
    this.#recent.replace([...former, ...added]);
    for (const [callId, place] of this.#open) {
      // They are in the order of their places.
      if (place >= this.#recent.dropped) break;
      this.#open.delete(callId);
    }
  }

  clear(): void {
    this.#recent.clear();
    this.#open.clear();
  }
}

function outcomeOf({ kind, outcome }: TrafficLine): Outcome {
  if (kind === "unreadable") return "unreadable";
  return kind === "reply" ? (outcome ?? "result") : "sent";
}
