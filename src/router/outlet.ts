import { failedState } from "../amqp/codec/delivery-state.js";
import { isReleased } from "../amqp/codec/performatives.js";
import type { OutgoingDelivery } from "../amqp/engine/delivery.js";
import type { SenderLink } from "../amqp/engine/link.js";
import { LinkedList } from "../collections/linked-list.js";
import { CopyBuffer } from "./copy-buffer.js";
import type { HeldTotal } from "./held-total.js";
import type { RouterLimits } from "./limits.js";
import type { PassedMessage } from "./passed-message.js";
import { passedOn, type Settlement } from "./settlement.js";
import type { UnsettledBytes } from "./unsettled-bytes.js";

/** Where the messages of an outlet come from. */
export interface Source {
  readonly name: string;
  /** The total that its copies count with. */
  readonly held: HeldTotal;
  /** The receiver can take messages: gives it those that wait. */
  outletReady(outlet: Outlet): void;
  /** Whether a message that the receiver gave back stays here, rather than its sender be told. */
  takesBack(origin: Settlement): boolean;
  /**
   * The receiver gives a message back which it has not begun with, as it leaves or because nobody else waits for it.
   */
  returned(origin: Settlement): void;
  removeOutlet(outlet: Outlet): void;
}

/** Whether a connection can take more bytes now. */
export interface Congestible {
  readonly congested: boolean;
}

export interface OutletOptions extends Pick<RouterLimits, "heldCopies" | "heldCopyBytes"> {
  /** Shared by all links of the client. */
  readonly unsettled: UnsettledBytes;
  /** Told of each message that goes to the client. */
  readonly onSent?: ((message: PassedMessage) => void) | undefined;
  /** The link is gone. */
  readonly closed: () => void;
}

/** A link on which a client receives. */
export class Outlet {
  readonly link: SenderLink;
  readonly source: Source;
  /** Multicast copies that wait for credit. */
  readonly copies: CopyBuffer;
  readonly #connection: Congestible;
  readonly #unsettled: UnsettledBytes;
  /** Told of each message that goes to the client. */
  onSent: OutletOptions["onSent"];
  /** Deliveries whose outcome is not known. */
  readonly #unsettledDeliveries = new LinkedList<OutgoingDelivery>();
  /** Bytes of a settled message that waits for the window of the receiver's session. */
  #heldBack: number | undefined;
  #leaving = false;

  constructor(
    link: SenderLink,
    source: Source,
    connection: Congestible,
    { heldCopies, heldCopyBytes, unsettled, onSent, closed }: OutletOptions,
  ) {
    this.link = link;
    this.source = source;
    this.#connection = connection;
    this.#unsettled = unsettled;
    this.onSent = onSent;
    this.copies = new CopyBuffer(heldCopies, heldCopyBytes, source.held);
    link.events = {
      closed,
      outcome: (delivery, state) => this.#settled(delivery, state),
      credit: (drain) => {
        this.#leaving = drain;
        if (link.held === 0) this.#gone();
        source.outletReady(this);
        if (drain) link.giveCreditBack();
      },
    };
  }

  /** The load of the receiver: the deliveries whose outcome is not known. */
  get outstanding(): number {
    return this.#unsettledDeliveries.size;
  }

  /** True when a message can be sent right now. */
  get ready(): boolean {
    return this.link.available > 0 && !this.#connection.congested;
  }

  /** The receiver has asked for its credit to be used up or given back: what it gets now is the last. */
  get leaving(): boolean {
    return this.#leaving;
  }

  /** Sends a message. The outcome goes to `origin` unless the message is settled. */
  send(message: PassedMessage, settled: boolean, origin: Settlement): void {
    this.onSent?.(message);
    const { bytes } = message;
    const delivery = this.link.send(bytes, settled, origin);
    if (delivery !== undefined) this.#unsettledDeliveries.push(delivery);
    else if (this.link.held > 0) this.#heldBack = bytes.length;
    else return;
    this.#unsettled.add(bytes.length);
    if (this.#unsettled.shouldCompact) origin.compact();
  }

  /** A settled message that was held back is so no longer. */
  #gone(): void {
    if (this.#heldBack !== undefined) this.#unsettled.remove(this.#heldBack);
    this.#heldBack = undefined;
  }

  #settled(delivery: OutgoingDelivery, state: Buffer | undefined): void {
    this.#unsettledDeliveries.remove(delivery);
    const origin = delivery.owner as Settlement;
    if (isReleased(state) && (this.#leaving || this.source.takesBack(origin))) this.source.returned(origin);
    else origin.settle(passedOn(state));
    this.#unsettled.remove(origin.size);
  }

  /** The link is gone: whoever waits for an outcome hears that the delivery failed. */
  close(): void {
    this.link.events = undefined;
    // First: what waits at the address is passed on as soon as this one is gone, and needs the room.
    this.copies.clear();
    this.source.removeOutlet(this);
    this.#gone();
    this.link.drop(this.#unsettledDeliveries);
    for (const { owner } of this.#unsettledDeliveries) {
      const origin = owner as Settlement;
      origin.settle(failedState);
      this.#unsettled.remove(origin.size);
    }
  }
}
