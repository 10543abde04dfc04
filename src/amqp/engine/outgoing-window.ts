import { isTerminal, noState } from "../codec/delivery-state.js";
import type { Disposition, Flow } from "../codec/performatives.js";
import { compacted } from "./compacted.js";
import { OutgoingDelivery } from "./delivery.js";
import type { LinkState } from "./link-state.js";
import { SerialMap } from "./serial-map.js";

/** What the sending half of a session needs of the rest of it. */
export interface OutgoingContext {
  /** Bytes of a message one frame to the peer can carry. */
  readonly maxPayload: number;
  transfer(handle: number, id: number, settled: boolean, more: boolean, payload: Buffer): void;
  /** Settles a delivery as its sender, towards a peer that knows of such a thing. */
  disposition(id: number, state: Buffer): void;
}

/** A message that waits for the peer's window, and how much of it has gone. */
interface Held {
  readonly link: LinkState;
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
  /** Something was held back since the peer's window was last wide enough; its link may be gone by now. */
  #blocked = false;
  #nextDelivery: number;
  #remoteWindow = 0;

  /** Read by rhea when it writes `begin` and `flow`. */
  next_transfer_id = 0;
  readonly window: number = 2 ** 31 - 1;
  readonly deliveries: { available(): number } = { available: () => 1 };

  /** @param firstDelivery the id of the first delivery. */
  constructor(context: OutgoingContext, firstDelivery = 0) {
    this.#context = context;
    this.#nextDelivery = firstDelivery;
  }

  /** Deliveries whose outcome is not known. */
  get unsettled(): number {
    return this.#unsettled.size;
  }

  /** Messages the peer's window holds back. */
  get held(): number {
    return this.#held.length;
  }

  /** Called by rhea. */
  on_begin(fields: { incoming_window: number }): void {
    this.#remoteWindow = Number(fields.incoming_window) || 0;
  }

  /** Called by rhea, which leaves the work to this class. */
  process(): void {}

  /** @returns true when links that the window held back may go on. */
  onFlow(flow: Flow): boolean {
    const inFlight = (this.next_transfer_id - (flow.nextIncomingId ?? 0)) >>> 0;
    this.#remoteWindow = Math.max(0, flow.incomingWindow - inFlight);
    if (this.#held.length > 0) this.#writeHeld();
    if (!this.#blocked || this.#held.length > 0) return false;
    this.#blocked = false;
    return true;
  }

  /** Sends a message on a link that has credit. Returns its delivery unless it is settled. */
  send(link: LinkState, bytes: Buffer, settled: boolean, owner: unknown): OutgoingDelivery | undefined {
    link.credit--;
    link.delivery_count = (link.delivery_count + 1) >>> 0;
    const delivery = settled ? undefined : new OutgoingDelivery(link, owner);
    if (this.#held.length === 0 && this.#remoteWindow > 0 && bytes.length <= this.#context.maxPayload) {
      this.#write(link, this.#begin(delivery), settled, false, bytes);
    } else {
      this.#held.push({ link, delivery, bytes: compacted(bytes), id: -1, sent: 0 });
      if (this.#held.length === 1) this.#writeHeld();
      this.#blocked = this.#held.length > 0;
    }
    return delivery;
  }

  /** Numbers a delivery as its first frame is written: the ids on the wire have no gaps. */
  #begin(delivery: OutgoingDelivery | undefined): number {
    const id = this.#nextDelivery;
    this.#nextDelivery = (id + 1) >>> 0;
    if (delivery !== undefined) {
      delivery.id = id;
      this.#unsettled.set(id, delivery);
    }
    return id;
  }

  #write(link: LinkState, id: number, settled: boolean, more: boolean, payload: Buffer): void {
    this.next_transfer_id = (this.next_transfer_id + 1) >>> 0;
    this.#remoteWindow--;
    this.#context.transfer(link.local.handle, id, settled, more, payload);
  }

  #writeHeld(): void {
    const { maxPayload } = this.#context;
    let done = 0;
    while (done < this.#held.length && this.#remoteWindow > 0) {
      const held = this.#held[done] as Held;
      const end = Math.min(held.sent + maxPayload, held.bytes.length);
      const more = end < held.bytes.length;
      if (held.id < 0) held.id = this.#begin(held.delivery);
      const payload = held.bytes.subarray(held.sent, end);
      this.#write(held.link, held.id, held.delivery === undefined, more, payload);
      held.sent = end;
      if (!more) done++;
    }
    if (done > 0) this.#held = this.#held.slice(done);
  }

  /** The peer, as receiver, tells what became of deliveries. */
  onDisposition({ first, last, settled, state }: Disposition): void {
    if (!settled && (state === undefined || !isTerminal(state))) return;
    this.#unsettled.takeRange(first, last, (delivery) => this.#settled(delivery, settled, state));
  }

  #settled(delivery: OutgoingDelivery, settled: boolean, state: Buffer | undefined): void {
    if (!settled) this.#context.disposition(delivery.id, state ?? noState);
    const final = state !== undefined && isTerminal(state) ? state : undefined;
    delivery.link.hooks?.outcome?.(delivery, final);
  }

  /**
   * Stops waiting for the outcome of a delivery, and tells the peer. One that has begun goes on to its end: RabbitMQ 4.0
   * takes what has come of an aborted message for the whole.
   *
   * @returns true when nothing of it has been sent, and nothing will be.
   */
  forget(delivery: OutgoingDelivery): boolean {
    if (!delivery.isBegun) return this.#takeBack(delivery);
    if (this.#unsettled.delete(delivery.id)) this.#context.disposition(delivery.id, noState);
    return false;
  }

  /** One that the window holds back, and has not begun: its credit is there for another. */
  #takeBack(delivery: OutgoingDelivery): boolean {
    const at = this.#held.findIndex((held) => held.delivery === delivery);
    if (at < 0) return false;
    const [{ link }] = this.#held.splice(at, 1) as [Held];
    link.credit++;
    link.delivery_count = (link.delivery_count - 1) >>> 0;
    return true;
  }

  /** Drops what a link that is gone has left: messages that wait, and those whose outcome does. */
  dropLink(link: LinkState, unsettled: Iterable<OutgoingDelivery>): void {
    this.#held = this.#held.filter((held) => held.link !== link);
    for (const { id } of unsettled) this.#unsettled.delete(id);
  }
}
