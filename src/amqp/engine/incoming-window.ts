import { acceptedState, rejectedState } from "../codec/delivery-state.js";
import { type Disposition, isTerminal, type Transfer } from "../codec/performatives.js";
import { ProtocolViolation } from "../codec/violation.js";
import { RawDelivery, SerialMap } from "./delivery.js";
import type { FrameWriter } from "./frame-writer.js";
import type { ReceiverLink } from "./link.js";
import { PartialDelivery } from "./partial-delivery.js";
import type { PeerBudget } from "./peer-budget.js";

/** Transfers the peer may send before it hears of us again. */
export const INCOMING_WINDOW = 2048;

const tooLarge = "amqp:link:message-size-exceeded";

/** The session as its receiving half sees it. */
export interface IncomingContext {
  /** Nothing may follow our `end` of it. */
  readonly isOpenHere: boolean;
  /** Sends a flow for the session. */
  writeFlow(): void;
  /** Calls `flush` before the turn ends, when asked to. */
  readonly writer: Pick<FrameWriter, "flushLater" | "disposition">;
  readonly channel: number;
  /** Bytes of the largest message that is taken on any link. */
  readonly maxMessageSize: number;
  /** Counts bytes of messages that are not whole yet, for all sessions together. */
  readonly budget: Pick<PeerBudget, "holdPart" | "dropPart">;
}

/**
 * The receiving half of a session. It puts deliveries together and hands them out, gathers what they are
 * settled with into ranges, and keeps the peer's window open. Credit, not the window, is what holds a peer
 * back. rhea's own keeps deliveries in a ring that one unsettled message stops, and delivers aborted ones.
 */
export class IncomingWindow {
  readonly #context: IncomingContext;
  #received = 0;
  #expected: number | undefined;
  /** Deliveries that are to hear when their sender gives them up. */
  readonly #watched = new SerialMap<RawDelivery>();
  /** A range of deliveries accepted one after another, -1 when there is none. */
  #first = -1;
  #last = -1;

  nextTransferId = 0;

  constructor(context: IncomingContext) {
    this.#context = context;
  }

  /** Takes one transfer of a link. */
  onTransfer(link: ReceiverLink, transfer: Transfer, payload: Buffer): void {
    this.nextTransferId = (this.nextTransferId + 1) >>> 0;
    if (++this.#received >= INCOMING_WINDOW / 2) {
      this.#received = 0;
      this.#context.writeFlow();
    }
    let { partial } = link;
    if (partial === undefined) {
      const id = this.#begin(transfer);
      if (link.isOpenHere && link.credit <= link.floor) {
        link.close({
          condition: "amqp:link:transfer-limit-exceeded",
          description: "a message came without credit",
        });
      }
      const whole = !transfer.more && !transfer.aborted;
      if (whole && (!link.isOpenHere || payload.length <= this.#context.maxMessageSize)) {
        if (link.isOpenHere && this.#fits(link, payload.length)) {
          this.#deliver(link, id, transfer.settled, payload);
        }
        return;
      }
      partial = new PartialDelivery(id, transfer.settled);
      link.partial = partial;
    } else if (transfer.deliveryId !== undefined && transfer.deliveryId !== partial.id) {
      throw notAllowed(`delivery ${partial.id} is not complete, but ${transfer.deliveryId} begins`);
    }
    if (link.isOpenHere) this.#continue(link, partial, transfer, payload);
    // We have detached: of what is still under way only where a delivery ends is of interest.
    if (!link.isOpenHere) this.#discard(link, partial, transfer);
  }

  /** Checks the id of a delivery that begins, and returns it. */
  #begin({ deliveryId: id }: Transfer): number {
    if (id === undefined) throw notAllowed("a transfer without a delivery id begins no delivery");
    if (this.#expected !== undefined && id !== this.#expected) {
      throw notAllowed(`expected delivery ${this.#expected}, not ${id}`);
    }
    this.#expected = (id + 1) >>> 0;
    return id;
  }

  #continue(link: ReceiverLink, partial: PartialDelivery, transfer: Transfer, payload: Buffer): void {
    if (transfer.aborted) {
      this.forget(link);
      this.#count(link);
      link.events?.aborted?.();
      return;
    }
    if (!partial.discarded) this.#append(link, partial, payload);
    if (transfer.more || !link.isOpenHere) return;
    const settled = partial.settled || transfer.settled;
    if (partial.discarded) {
      this.#count(link);
      const state = rejectedState(tooLarge, `more than ${this.#context.maxMessageSize} bytes`);
      if (!settled) this.settle(partial.id, state);
      this.forget(link);
      link.events?.aborted?.();
      return;
    }
    const bytes = partial.take();
    this.forget(link);
    this.#deliver(link, partial.id, settled, bytes);
  }

  #append(link: ReceiverLink, partial: PartialDelivery, payload: Buffer): void {
    const size = partial.size + payload.length;
    if (!this.#fits(link, size) || size > this.#context.maxMessageSize) {
      this.#drop(partial);
      return;
    }
    this.#context.budget.holdPart(payload.length);
    partial.append(payload);
  }

  #discard(link: ReceiverLink, partial: PartialDelivery, { more, aborted }: Transfer): void {
    if (more && !aborted) this.#drop(partial);
    else this.forget(link);
  }

  #drop(partial: PartialDelivery): void {
    this.#context.budget.dropPart(partial.size);
    partial.discard();
  }

  /** Gives up what has come of a delivery. */
  forget(link: ReceiverLink): void {
    if (link.partial !== undefined) this.#context.budget.dropPart(link.partial.size);
    link.partial = undefined;
  }

  #fits(link: ReceiverLink, size: number): boolean {
    const limit = link.events?.maxMessageSize;
    if (limit === undefined || size <= limit) return true;
    link.close({
      condition: tooLarge,
      description: `a message is larger than ${limit} bytes`,
    });
    return false;
  }

  #count(link: ReceiverLink): void {
    link.credit--;
    link.deliveryCount = (link.deliveryCount + 1) >>> 0;
  }

  #deliver(link: ReceiverLink, id: number, settled: boolean, bytes: Buffer): void {
    this.#count(link);
    link.events?.delivered?.(new RawDelivery(this, link, id, settled, bytes));
  }

  /** Used by the deliveries themselves. */
  watch(delivery: RawDelivery): void {
    this.#watched.set(delivery.id, delivery);
  }

  unwatch(delivery: RawDelivery): void {
    this.#watched.delete(delivery.id);
  }

  /** The peer, as sender, has settled deliveries or decided on their outcome by itself: it gives them up. */
  onDisposition({ first, last, settled, state }: Disposition): void {
    if (!settled && (state === undefined || !isTerminal(state))) return;
    this.#watched.takeRange(first, last, (delivery) => delivery.withdraw(settled));
  }

  /** Used by the deliveries themselves. */
  settle(id: number, state: Buffer): void {
    if (state === acceptedState && this.#first >= 0 && id === (this.#last + 1) >>> 0) {
      this.#last = id;
      return;
    }
    this.flush();
    if (state === acceptedState) {
      this.#first = id;
      this.#last = id;
      this.#context.writer.flushLater(this);
    } else {
      this.#write(id, id, state);
    }
  }

  /** Sends what has been gathered. */
  flush(): void {
    if (this.#first < 0) return;
    const first = this.#first;
    this.#first = -1;
    this.#write(first, this.#last, acceptedState);
  }

  /** An outcome may come when the session has ended. */
  #write(first: number, last: number, state: Buffer): void {
    const { isOpenHere, writer, channel } = this.#context;
    if (isOpenHere) writer.disposition(channel, true, first, last, state);
  }
}

function notAllowed(message: string): ProtocolViolation {
  return new ProtocolViolation("amqp:not-allowed", message);
}
