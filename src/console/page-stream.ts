import type { Writable } from "node:stream";
import { stringifyJson } from "../json/json.js";
import type { Events, NotificationLine, TrafficLine } from "./events.js";
import { LineBuffer } from "./line-buffer.js";

/** Of one page at most this waits, and more is lost. */
const BUFFERED = { lines: 2_000, characters: 8 * 1024 * 1024 };
/** Of one batch. */
const BATCH = { lines: 500, characters: 1024 * 1024 };
/** ms between two batches. */
const INTERVAL = 250;

/** Events of which only the last counts. */
type State = "health" | "views" | "load";

/**
 * Server-sent events to one page, which are written as fast as it reads them, and no faster: nobody who gives any waits
 * for it.
 */
export class PageStream {
  readonly #output: Writable;
  readonly #lines = new LineBuffer(BUFFERED);
  readonly #states = new Map<State, string>();
  readonly #timer: NodeJS.Timeout;
  #isFull = false;

  constructor(output: Writable) {
    this.#output = output;
    this.#timer = setInterval(() => this.#flush(), INTERVAL);
    output.on("drain", () => {
      this.#isFull = false;
    });
    output.once("close", () => clearInterval(this.#timer));
  }

  traffic(line: TrafficLine): void {
    this.#lines.push({ event: "traffic", json: stringifyJson(line) });
  }

  notification(line: NotificationLine): void {
    this.#lines.push({ event: "notifications", json: stringifyJson(line) });
  }

  /** Lines that did not even come here. */
  missed(count: number): void {
    this.#lines.missed(count);
  }

  /** Tells a state; one that was not written yet is no longer told. */
  state<Name extends State>(name: Name, value: Events[Name]): void {
    this.#states.set(name, stringifyJson(value));
  }

  #flush(): void {
    if (this.#isFull || this.#output.destroyed || (this.#lines.isEmpty && this.#states.size === 0)) return;
    const { lines, lost } = this.#lines.take(BATCH);
    const events = [...this.#states].map(([name, json]) => eventText(name, json));
    this.#states.clear();
    if (lost > 0) events.push(eventText("lost", stringifyJson({ count: lost } satisfies Events["lost"])));
    for (const name of ["traffic", "notifications"] as const) {
      const own = lines.filter(({ event }) => event === name).map(({ json }) => json);
      if (own.length > 0) events.push(eventText(name, `[${own.join(",")}]`));
    }
    this.#isFull = !this.#output.write(events.join(""));
  }
}

/** JSON has no line break, which would end the data. */
function eventText(name: keyof Events, json: string): string {
  return `event: ${name}\ndata: ${json}\n\n`;
}
