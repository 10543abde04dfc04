import type { Flow } from "../codec/performatives.js";
import type { OutgoingDelivery, RawDelivery } from "./delivery.js";
import { LinkEndpoint } from "./link-endpoint.js";
import type { PartialDelivery } from "./partial-delivery.js";
import type { RheaLink } from "./rhea-members.js";
import type { Session } from "./session.js";
import type { PeerError } from "./terms.js";

/** Callbacks of whoever has a link. */
interface LinkEvents {
  /** The peer has attached it as well. */
  readonly opened?: () => void;
  /**
   * The peer has detached it, or ended its session, while the connection goes on. @param error what it says, if
   * anything
   */
  readonly closed?: (error: unknown) => void;
}

export interface SenderEvents extends LinkEvents {
  /** The peer granted credit, or asked to have it used up or given back. */
  readonly credit?: (drain: boolean) => void;
  /** The peer settled a delivery, or gave it a final state; undefined when it settled without one. */
  readonly outcome?: (delivery: OutgoingDelivery, state: Buffer | undefined) => void;
}

export interface ReceiverEvents extends LinkEvents {
  /** A whole message came. */
  readonly delivered?: (delivery: RawDelivery) => void;
  /** The peer aborted a delivery: its credit is used up, and nothing came. */
  readonly aborted?: () => void;
  /** The peer has used up, or given back, the credit that was drained. */
  readonly drained?: () => void;
  /** Messages larger than this, in bytes, make us detach the link rather than reject them. */
  readonly maxMessageSize?: number;
}

abstract class Link<Events extends LinkEvents> extends LinkEndpoint {
  readonly session: Session;
  /** Absent when nobody is interested in the link any more. */
  events: Events | undefined;
  /** Credit left. Below zero after credit was taken back that the peer had used meanwhile. */
  credit = 0;
  /** Serial number of 32 bits. */
  deliveryCount = 0;
  /** Its cost when the peer attached it, rather than answer an attach of ours. */
  readonly cost: number | undefined;

  constructor(session: Session, link: RheaLink, name: string, cost: number | undefined) {
    super(link, name);
    this.session = session;
    this.cost = cost;
  }

  protected opened(): void {
    this.events?.opened?.();
  }

  /** Called by the session as well when that has ended. */
  closed(error: unknown): void {
    this.events?.closed?.(error);
    // Now: whoever has heard of it may have ended the session, and nothing may follow that.
    this.close();
  }

  /** Detaches it, and does nothing in a session that the peer has ended. */
  override close(error?: PeerError): void {
    if (!this.session.hasPeerEnded) super.close(error);
  }

  /** Takes what the peer says of it. */
  abstract flowed(flow: Flow): void;

  /** Whether a flow of ours may tell of it: not after our detach, nor with the credit that we have taken back. */
  get canBeNamed(): boolean {
    return this.isOpenHere && this.credit >= 0;
  }
}

/** A link on which we send. */
export class SenderLink extends Link<SenderEvents> {
  /** The peer wants its credit used up or given back. */
  drains = false;
  /** Messages on their way out of which nothing is written yet, or not all. */
  held = 0;
  /** Bytes of the largest message the peer takes; undefined when it does not say. */
  maxMessageSize: number | undefined;

  /** True while it is open. A peer that refuses it answers with no target, and detaches with the reason. */
  get isTaken(): boolean {
    return this.isOpen && Boolean(this.peer?.target);
  }

  protected override opened(): void {
    const limit = this.peer?.max_message_size;
    if (typeof limit === "number" && limit > 0) this.maxMessageSize = limit;
    super.opened();
  }

  /** Number of messages that the peer takes now. Sending more than that is not allowed. */
  get available(): number {
    return this.session.outgoing.isBlocked ? 0 : this.credit - this.held;
  }

  /** Whether the peer's session takes a message now, if there is credit. */
  get hasWindow(): boolean {
    return !this.session.outgoing.isClosed;
  }

  /**
   * Sends an encoded message when there is credit. Unless it is settled, the outcome comes with the delivery returned,
   * in which `owner` is found again.
   */
  send(message: Buffer, settled: boolean, owner?: unknown): OutgoingDelivery | undefined {
    return this.session.outgoing.send(this, message, settled, owner);
  }

  /**
   * Stops waiting for an outcome, which makes room for others. Returns true when the message is not sent, and will not
   * be.
   */
  forget(delivery: OutgoingDelivery): boolean {
    return this.session.outgoing.forget(delivery);
  }

  /** Forgets what it has left when it is gone: messages that wait, and deliveries that get no outcome any more. */
  drop(unsettled: Iterable<OutgoingDelivery>): void {
    this.session.outgoing.dropLink(this, unsettled);
  }

  /** Tells a peer that asked to have its credit used up that no more messages come. */
  giveCreditBack(): void {
    if (this.credit === 0 || this.held > 0 || this.session.outgoing.isBlocked) return;
    this.deliveryCount = (this.deliveryCount + this.credit) >>> 0;
    this.credit = 0;
    this.session.writeFlow(this, true);
  }

  /** Takes the credit that the peer gives, less the messages that it has not seen yet. */
  flowed({ deliveryCount, linkCredit, drain }: Flow): void {
    const underWay = (this.deliveryCount - (deliveryCount ?? 0)) >>> 0;
    const credit = Math.max(0, (linkCredit ?? 0) - underWay);
    this.credit = this.isOpenHere ? credit : 0;
    this.drains = drain;
  }
}

/** A link on which we receive. */
export class ReceiverLink extends Link<ReceiverEvents> {
  /** The number below zero that the credit may fall to. */
  floor = 0;
  /** Our flows ask for the credit to be used up. */
  drains = false;
  /** The parts that have come of a delivery that is not whole yet. */
  partial: PartialDelivery | undefined;

  /** Lets the peer send so many messages more. */
  addCredit(credit: number): void {
    this.credit += credit;
    if (this.credit > 0) this.#writeFlow();
  }

  /** Lets the peer send what it has, so many messages at most, and has it give back the credit that is left. */
  addDrainedCredit(credit: number): void {
    this.drains = true;
    this.addCredit(credit);
  }

  /** Takes credit back, and returns how much. Messages the peer has sent meanwhile still come. */
  revokeCredit(): number {
    const { credit } = this;
    if (credit <= 0) return 0;
    this.floor = Math.min(this.floor, -credit);
    this.credit = 0;
    this.#writeFlow();
    return credit;
  }

  /** Asks the peer to use up or give back its credit. False when there is none to take back. */
  drainCredit(): boolean {
    if (!this.isOpenHere || !this.isOpenThere || this.credit === 0) return false;
    this.drains = true;
    this.#writeFlow();
    return true;
  }

  #writeFlow(): void {
    if (this.isOpenHere) this.session.writeFlow(this, this.drains);
  }

  /** The peer may have given credit back. */
  flowed({ deliveryCount, drain }: Flow): void {
    const skipped = ((deliveryCount ?? this.deliveryCount) - this.deliveryCount) | 0;
    if (skipped > 0) {
      this.deliveryCount = (deliveryCount ?? 0) >>> 0;
      this.credit = Math.max(0, this.credit - skipped);
    }
    if (this.credit === 0 && (drain || skipped > 0)) this.events?.drained?.();
  }
}
