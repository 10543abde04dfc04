import { acceptedState, releasedState } from "../codec/delivery-state.js";
import { compacted } from "./compacted.js";
import type { ReceiverLink, SenderLink } from "./link.js";

/** The session as the deliveries that came in it see it. */
export interface DeliverySession {
  /** Takes the encoded state that a delivery is settled with. */
  settle(id: number, state: Buffer): void;
  /** Has a delivery hear when its sender gives it up. */
  watch(delivery: RawDelivery): void;
  unwatch(delivery: RawDelivery): void;
}

/** A message that came in, as its session knows it. */
export class RawDelivery {
  #bytes: Buffer;
  /** Serial number of 32 bits within the session. */
  readonly id: number;
  readonly link: ReceiverLink;
  /** When it was here, on the monotonic clock: a time to live runs from then on, wherever it waits. */
  readonly receivedAt: number = performance.now();
  /** Whoever sends on the link, where its owner says so: known longer than the link lives. */
  from: unknown;
  /** True when no outcome is wanted, or one has been given. */
  settled: boolean;
  readonly #session: DeliverySession;
  #onWithdrawn: (() => void) | undefined;

  constructor(session: DeliverySession, link: ReceiverLink, id: number, settled: boolean, bytes: Buffer) {
    this.#session = session;
    this.link = link;
    this.id = id;
    this.settled = settled;
    this.#bytes = bytes;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  /** It is kept for a while: lets go of what came with it. */
  compact(): void {
    this.#bytes = compacted(this.#bytes);
  }

  /** Settles with an encoded delivery state; does nothing when that has been done. */
  settle(state: Buffer): void {
    if (this.settled) return;
    this.settled = true;
    // The detach has told the peer that no outcome will come.
    if (!this.link.isOpenHere) return;
    this.#session.settle(this.id, state);
  }

  accept(): void {
    this.settle(acceptedState);
  }

  /** True when the link it came on is gone, and with it whoever waited for the outcome. */
  get orphaned(): boolean {
    return this.link.events === undefined;
  }

  /** Has a function called when the sender gives the message up; undefined for no longer. */
  watch(onWithdrawn: (() => void) | undefined): void {
    this.#onWithdrawn = onWithdrawn;
    if (onWithdrawn === undefined) this.#session.unwatch(this);
    else this.#session.watch(this);
  }

  /**
   * Called by the session: the sender waits for no outcome any more. @param isSettled whether it has settled it, too
   */
  withdraw(isSettled: boolean): void {
    if (this.settled) return;
    if (isSettled) this.settled = true;
    this.#onWithdrawn?.();
    // Whoever watches may have done it with another state.
    this.settle(releasedState);
  }
}

/** A message on its way out, until its outcome is known. */
export class OutgoingDelivery {
  readonly link: SenderLink;
  /** Whatever the sender wants to find again when the outcome comes. */
  readonly owner: unknown;
  /** Serial number of 32 bits within the session; below zero until the first of it is written. */
  id = -1;

  constructor(link: SenderLink, owner: unknown) {
    this.link = link;
    this.owner = owner;
  }

  /** True once the peer may have some of it. */
  get isBegun(): boolean {
    return this.id >= 0;
  }
}
