import { acceptedState, modifiedState, rejectedState, releasedState } from "../codec/delivery-state.js";
import type { RawDelivery } from "../engine/delivery.js";

/** A message that came in; settled at most once, and not at all once its link is gone or its sender took it back. */
export interface IncomingDelivery {
  readonly bytes: Buffer;
  /** The sender wants no outcome. Its credit is still only given back when it is settled here. */
  readonly settled: boolean;
  /** True while it can be settled. */
  readonly open: boolean;
  /**
   * False when it was taken back, or came over a link that is gone: the peer may have given it to somebody else since.
   */
  accept(): boolean;
  /** Names who is told when the sender takes it back before it is settled here. */
  onWithdrawn(tell: () => void): void;
  /**
   * Says that what an accepted message asked for has been done, which any other outcome says by itself. With a
   * `window`, its place there is taken until then.
   */
  done(): void;
  /**
   * Says that it waits to be settled later: another may come in its place. So many as the receiver has credit are set
   * aside; more take up credit as ever. False when it can be settled no more.
   */
  setAside(): boolean;
  release(): void;
  modify(flags: { deliveryFailed: boolean; undeliverableHere: boolean }): void;
  reject(condition: string, description: string): void;
}

/** The link a delivery came over. */
export interface DeliveryOwner {
  /** True while deliveries can be settled. */
  readonly usable: boolean;
  /** Counts a settled delivery, which may be done with as well. */
  settled(done: boolean): void;
  /** Counts a delivery that was settled before and is done with now. */
  done(): void;
  /** Counts one more, or one less, of those that are set aside. */
  setAside(by: 1 | -1): void;
  /** One that its sender has taken back is settled as accepted, not as released. */
  readonly acceptsWithdrawn: boolean;
  /** Counts one that its sender has taken back. */
  withdrawn(): void;
}

/** A delivery that came over one link of a receiver. */
export class ReceivedDelivery implements IncomingDelivery {
  readonly bytes: Buffer;
  readonly settled: boolean;
  readonly #raw: RawDelivery;
  readonly #owner: DeliveryOwner;
  #isSettled = false;
  #isDone = false;
  #isAside = false;
  #isWatched = false;
  #onWithdrawn: (() => void) | undefined;

  constructor(raw: RawDelivery, owner: DeliveryOwner) {
    this.bytes = raw.bytes;
    this.settled = raw.settled;
    this.#raw = raw;
    this.#owner = owner;
  }

  get open(): boolean {
    return !this.#isSettled && this.#owner.usable;
  }

  accept(): boolean {
    return this.#settle(acceptedState, false) || this.settled;
  }

  done(): void {
    if (this.#isDone || !this.#isSettled) return;
    this.#isDone = true;
    if (this.#owner.usable) this.#owner.done();
  }

  setAside(): boolean {
    if (this.#isSettled || !this.#owner.usable) return false;
    if (!this.#isAside) {
      this.#isAside = true;
      this.#owner.setAside(1);
    }
    return true;
  }

  release(): void {
    this.#settle(releasedState);
  }

  modify(flags: { deliveryFailed: boolean; undeliverableHere: boolean }): void {
    this.#settle(modifiedState(flags));
  }

  reject(condition: string, description: string): void {
    this.#settle(rejectedState(condition, description));
  }

  onWithdrawn(tell: () => void): void {
    this.#onWithdrawn = tell;
  }

  /** It is kept unsettled: its sender may take it back. */
  watch(): void {
    if (this.#isSettled || this.settled) return;
    this.#isWatched = true;
    this.#raw.watch(() => this.#withdraw());
  }

  #withdraw(): void {
    this.#isSettled = true;
    this.#isDone = true;
    if (this.#owner.acceptsWithdrawn) this.#raw.accept();
    if (this.#owner.usable) {
      if (this.#isAside) this.#owner.setAside(-1);
      this.#owner.withdrawn();
    }
    this.#onWithdrawn?.();
  }

  #settle(state: Buffer, done = true): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    this.#isDone = done;
    if (this.#isWatched) this.#raw.watch(undefined);
    if (!this.#owner.usable) return false;
    this.#raw.settle(state);
    if (this.#isAside) this.#owner.setAside(-1);
    this.#owner.settled(done);
    return true;
  }
}
