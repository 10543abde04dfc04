import { acceptedState } from "./delivery-state.js";
import type { IncomingWindow } from "./incoming-window.js";
import type { LinkState } from "./link-state.js";

/** A message that came in, as its session knows it. */
export class RawDelivery {
  readonly bytes: Buffer;
  /** Serial number of 32 bits within the session. */
  readonly id: number;
  readonly link: LinkState;
  /** True when no outcome is wanted, or one has been given. */
  settled: boolean;
  readonly #window: IncomingWindow;
  #onWithdrawn: (() => void) | undefined;

  constructor(window: IncomingWindow, link: LinkState, id: number, settled: boolean, bytes: Buffer) {
    this.#window = window;
    this.link = link;
    this.id = id;
    this.settled = settled;
    this.bytes = bytes;
  }

  get size(): number {
    return this.bytes.length;
  }

  /** Settles with an encoded delivery state; does nothing when that has been done. */
  settle(state: Buffer): void {
    if (this.settled) return;
    this.settled = true;
    // The detach has told the peer that no outcome will come.
    if (!this.link.state.local_open) return;
    this.#window.settle(this.id, state);
  }

  accept(): void {
    this.settle(acceptedState);
  }

  /** True when the link it came on is gone, and with it whoever waited for the outcome. */
  get orphaned(): boolean {
    return this.link.hooks === undefined;
  }

  /** Has a function called when the sender gives the message up; undefined for no longer. */
  watch(onWithdrawn: (() => void) | undefined): void {
    this.#onWithdrawn = onWithdrawn;
    if (onWithdrawn === undefined) this.#window.unwatch(this);
    else this.#window.watch(this);
  }

  /** Called by the window: the sender waits for no outcome any more. */
  withdraw(): void {
    if (this.settled) return;
    this.settled = true;
    this.#onWithdrawn?.();
  }
}

/** A message on its way out, until its outcome is known. */
export class OutgoingDelivery {
  /** Serial number of 32 bits within the session. */
  readonly id: number;
  readonly link: LinkState;
  /** Whatever the sender wants to find again when the outcome comes. */
  readonly owner: unknown;

  constructor(link: LinkState, id: number, owner: unknown) {
    this.link = link;
    this.id = id;
    this.owner = owner;
  }
}
