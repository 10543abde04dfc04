import { noState } from "../codec/delivery-state.js";
import { type Disposition, type Flow, isTerminal } from "../codec/performatives.js";
import { compacted } from "./compacted.js";
import { OutgoingDelivery, SerialMap } from "./delivery.js";
import type { FrameWriter } from "./frame-writer.js";
import type { SenderLink } from "./link.js";

/** The session as its sending half sees it. */
export interface OutgoingContext {
  readonly writer: Pick<FrameWriter, "maxPayload" | "transfer">;
  readonly channel: number;
  /** Settles a delivery as its sender, towards a peer that knows of such a thing. */
  settleSent(id: number, state: Buffer): void;
}

/** A message that waits for the peer's window or for credit, and how much of it has gone. */
interface Held {
  readonly link: SenderLink;
  /** Absent when the message is settled. */
  readonly delivery: OutgoingDelivery | undefined;
  readonly bytes: Buffer;
  /** Below zero until the first of it is written. */
  id: number;
  sent: number;
}

/**
 * The sending half of a session: cuts messages into transfers, keeps to the peer's window, and tells links
 * what became of their deliveries. rhea's own holds up all links of a session when one has no credit, stops
 * after 2048 deliveries when the first has no outcome, and does not wrap its serial numbers.
 */
export class OutgoingWindow {
  readonly #context: OutgoingContext;
  readonly #unsettled = new SerialMap<OutgoingDelivery>();
  #held: Held[] = [];
  /** The peer's window has stopped links since it was last wide enough; the one it held back may be gone by now. */
  #hasStopped = false;
  #nextDelivery: number;
  #remoteWindow = 0;

  nextTransferId = 0;

  /** @param firstDelivery the id of the first delivery. */
  constructor(context: OutgoingContext, firstDelivery = 0) {
    this.#context = context;
    this.#nextDelivery = firstDelivery;
  }

  /** Deliveries whose outcome is not known. */
  get unsettled(): number {
    return this.#unsettled.size;
  }

  /** Messages that are held back. */
  get held(): number {
    return this.#held.length;
  }

  /** A message waits for the peer's window, and all links with it. */
  get isBlocked(): boolean {
    return this.#held.length > 0 && this.isClosed;
  }

  /** The peer takes no transfer now. */
  get isClosed(): boolean {
    return this.#remoteWindow <= 0;
  }

  /** The peer has said how many transfers it takes. */
  open(window: number): void {
    this.#remoteWindow = window;
  }

  /**
   * Takes the peer's window, after the credit that came with it: a peer that takes credit back gets no message for it.
   *
   * @returns true when links that the window held back may go on.
   */
  onFlow(flow: Flow): boolean {
    this.#stopIfBlocked();
    const inFlight = (this.nextTransferId - (flow.nextIncomingId ?? 0)) >>> 0;
    this.#remoteWindow = Math.max(0, flow.incomingWindow - inFlight);
    if (this.#held.length > 0) this.#writeHeld();
    if (!this.#hasStopped || this.isBlocked) return false;
    this.#hasStopped = false;
    return true;
  }

  /**
   * Sends a message on a link that has credit. Returns its delivery unless it is settled. One that is held back has a
   * part of the credit reserved, but counts only once it begins: what a flow tells the peer is never taken back.
   */
  send(link: SenderLink, bytes: Buffer, settled: boolean, owner: unknown): OutgoingDelivery | undefined {
    const delivery = settled ? undefined : new OutgoingDelivery(link, owner);
    if (
      link.credit > 0 &&
      this.#remoteWindow > 0 &&
      !link.held &&
      bytes.length <= this.#context.writer.maxPayload
    ) {
      this.#write(link, this.#begin(link, delivery), settled, false, bytes);
    } else {
      link.held += 1;
      this.#held.push({ link, delivery, bytes: compacted(bytes), id: -1, sent: 0 });
      this.#writeHeld();
      this.#stopIfBlocked();
    }
    return delivery;
  }

  #stopIfBlocked(): void {
    if (this.isBlocked) this.#hasStopped = true;
  }

  /** Counts and numbers a delivery as its first frame is written: the ids on the wire have no gaps. */
  #begin(link: SenderLink, delivery: OutgoingDelivery | undefined): number {
    link.credit--;
    link.deliveryCount = (link.deliveryCount + 1) >>> 0;
    const id = this.#nextDelivery;
    this.#nextDelivery = (id + 1) >>> 0;
    if (delivery !== undefined) {
      delivery.id = id;
      this.#unsettled.set(id, delivery);
    }
    return id;
  }

  #write(link: SenderLink, id: number, settled: boolean, more: boolean, payload: Buffer): void {
    this.nextTransferId = (this.nextTransferId + 1) >>> 0;
    this.#remoteWindow--;
    const { writer, channel } = this.#context;
    writer.transfer(channel, link.handle, id, settled, more, payload);
  }

  #writeHeld(): void {
    if (this.#remoteWindow <= 0) return;
    this.#held = this.#held.filter((held) => !this.#writeWhole(held));
  }

  /** Writes what the window takes of a message. Returns true when that was all. */
  #writeWhole(held: Held): boolean {
    const { link, delivery, bytes } = held;
    const { maxPayload } = this.#context.writer;
    // One whose credit the peer has taken back lets other links go before it.
    while (this.#remoteWindow > 0 && (held.id >= 0 || link.credit > 0)) {
      const end = Math.min(held.sent + maxPayload, bytes.length);
      const more = end < bytes.length;
      if (held.id < 0) held.id = this.#begin(link, delivery);
      this.#write(link, held.id, delivery === undefined, more, bytes.subarray(held.sent, end));
      held.sent = end;
      if (more) continue;
      link.held -= 1;
      return true;
    }
    return false;
  }

  /** The peer, as receiver, tells what became of deliveries. */
  onDisposition({ first, last, settled, state }: Disposition): void {
    if (!settled && (state === undefined || !isTerminal(state))) return;
    this.#unsettled.takeRange(first, last, (delivery) => this.#settled(delivery, settled, state));
  }

  #settled(delivery: OutgoingDelivery, settled: boolean, state: Buffer | undefined): void {
    if (!settled) this.#context.settleSent(delivery.id, state ?? noState);
    const final = state !== undefined && isTerminal(state) ? state : undefined;
    delivery.link.events?.outcome?.(delivery, final);
  }

  /**
   * Stops waiting for the outcome of a delivery, and tells the peer. One that has begun goes on to its end: RabbitMQ
   * 4.0 takes what has come of an aborted message for the whole.
   *
   * @returns true when nothing of it has been sent, and nothing will be.
   */
  forget(delivery: OutgoingDelivery): boolean {
    if (!delivery.isBegun) return this.#takeBack(delivery);
    if (this.#unsettled.delete(delivery.id)) this.#context.settleSent(delivery.id, noState);
    return false;
  }

  /** One that is held back, and has not begun: its credit is there for another. */
  #takeBack(delivery: OutgoingDelivery): boolean {
    const at = this.#held.findIndex((held) => held.delivery === delivery);
    if (at < 0) return false;
    const [{ link }] = this.#held.splice(at, 1) as [Held];
    link.held -= 1;
    return true;
  }

  /** Drops what a link that is gone has left: messages that wait, also half sent ones, and those whose outcome does. */
  dropLink(link: SenderLink, unsettled: Iterable<OutgoingDelivery>): void {
    this.#held = this.#held.filter((held) => held.link !== link);
    link.held = 0;
    for (const { id } of unsettled) this.#unsettled.delete(id);
  }
}
