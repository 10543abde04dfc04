import type { InstrumentationEvent, InstrumentedTransport } from "../instruments/instrumentation.js";
import type { Families } from "./families.js";
import { peerOf } from "./peer-labels.js";

type State = Extract<InstrumentationEvent, { readonly type: "connection" }>["state"];

/** Counts connections, by the states that each transport tells of. */
export class ConnectionStates {
  readonly #families: Families;
  readonly #states = new WeakMap<InstrumentedTransport, State>();

  constructor(families: Families) {
    this.#families = families;
  }

  enter(transport: InstrumentedTransport, state: State): void {
    const before = this.#states.get(transport);
    this.#states.set(transport, state);
    const { connections, reconnects, losses } = this.#families;
    const peer = peerOf(transport);
    if (state === "connected" && before !== "connected") {
      connections.of(peer).value += 1;
      if (before === "lost") reconnects.of(peer).value += 1;
    }
    if (state !== "connected" && before === "connected") connections.of(peer).value -= 1;
    // Further attempts that fail are no further loss.
    if (state === "lost" && before !== "lost") losses.of(peer).value += 1;
  }
}
