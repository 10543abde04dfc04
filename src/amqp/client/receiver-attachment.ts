import type { Logger } from "../../log/logger.js";
import { AmqpError, detachedBy } from "../codec/amqp-error.js";
import { releasedState } from "../codec/delivery-state.js";
import { EncodingError } from "../codec/encoding.js";
import type { RawDelivery } from "../engine/delivery.js";
import type { ReceiverLink } from "../engine/link.js";
import type { LiveConnection } from "./live-connection.js";
import { type DeliveryOwner, type IncomingDelivery, ReceivedDelivery } from "./received-delivery.js";
import { addressOf, type ReceiverSource, settleModeOf, terminusOf } from "./receiver-source.js";
import type { SharedSession } from "./shared-session.js";

/** ms a peer may take to use up or give back the credit of a link that is being closed. */
const DRAIN_TIMEOUT = 1_000;

/** ms a peer may take to answer an attach before the connection counts as lost. */
const ATTACH_TIMEOUT = 10_000;

export interface ReceiverOptions {
  /** That of its links; one that is attached before the last has been ended has a number behind it. */
  readonly name: string;
  /** Messages the peer may send before one is settled here. */
  readonly credit: number;
  /** Messages the peer may send before one is done with here, if that is another number. */
  readonly window?: number;
  /** ms before a link the peer detached is attached again. */
  readonly reattachDelay: number;
  readonly log: Logger;
  /** Attaches in a session that others use as well; without, each link has one of its own. */
  readonly session?: SharedSession;
  /** Gets each delivery; what it throws is logged, and the delivery rejected. */
  readonly onDelivery: (delivery: IncomingDelivery) => void;
  /** The peer has taken a delivery back that was not settled here. */
  readonly onWithdrawn?: () => void;
  /** Messages that it takes back without settling them are accepted, where a peer knows no other answer. */
  readonly acceptsWithdrawn?: boolean;
  /**
   * The peer detached the link, while the connection goes on. True attaches it again under the same name, false
   * leaves it.
   */
  readonly onDetached: (error: AmqpError) => boolean;
}

/** Told of the life of a link. */
export interface AttachmentObserver {
  opened(address: string): void;
  /** Once, when the link is of no use any more. */
  ended(error: AmqpError, byPeer: boolean): void;
}

/** One link of a receiver. */
export class ReceiverAttachment implements DeliveryOwner {
  readonly #options: ReceiverOptions;
  readonly #observer: AttachmentObserver;
  readonly #link: ReceiverLink;
  readonly #forgetLifetime: () => void;
  #issued = 0;
  #unsettled = 0;
  /** Deliveries that are not done with. */
  #held = 0;
  /** Unsettled deliveries that are set aside. */
  #aside = 0;
  #open = false;
  #ended = false;
  #leaving = false;
  /** No more messages can come. */
  #drained = false;
  #drainTimer: NodeJS.Timeout | undefined;
  readonly #attachTimer: NodeJS.Timeout;
  readonly #left: Promise<void>;
  #resolveLeft!: () => void;

  /** @throws {AmqpError} the peer takes no more sessions. */
  constructor(
    live: LiveConnection,
    name: string,
    source: ReceiverSource,
    target: string | undefined,
    options: ReceiverOptions,
    observer: AttachmentObserver,
  ) {
    this.#options = options;
    this.#observer = observer;
    this.#left = new Promise((resolve) => {
      this.#resolveLeft = resolve;
    });
    const session = options.session?.join(live) ?? live.beginSession();
    const settleMode = settleModeOf(source);
    const link = session.attachReceiver({
      name,
      ...(settleMode !== undefined && { snd_settle_mode: settleMode }),
      source: terminusOf(source),
      target: { address: target ?? addressOf(source) },
    });
    this.#link = link;
    // What was taken can no longer be settled, also by a receiver that nobody has any more.
    this.#forgetLifetime = live.lifetime.whenEnded(() =>
      this.end(new AmqpError("connection-lost", "the connection was lost"), false),
    );
    link.events = {
      delivered: (delivery) => this.#delivered(delivery),
      aborted: () => {
        this.#issued -= 1;
        this.#topUp();
      },
      drained: () => {
        if (this.#leaving) this.#endDrain();
      },
      opened: () => this.#opened(),
      closed: (error) =>
        this.end(detachedBy(live.address, `the receiver of ${addressOf(source) ?? "replies"}`, error), true),
    };
    // A peer that answers no attach is of no use, whatever else it says: another host may be.
    this.#attachTimer = setTimeout(
      () => live.socket.destroy(new Error(`no answer to an attach in ${ATTACH_TIMEOUT / 1000} s`)),
      ATTACH_TIMEOUT,
    );
  }

  #opened(): void {
    clearTimeout(this.#attachTimer);
    const address = this.#link.peer?.source?.address;
    // A peer that refuses answers with no source, and detaches with the reason.
    if (typeof address !== "string" || this.#leaving) return;
    this.#open = true;
    this.#topUp();
    this.#observer.opened(address);
  }

  #delivered(raw: RawDelivery): void {
    // The peer had no right to send it.
    if (this.#drained) {
      raw.settle(releasedState);
      return;
    }
    this.#issued -= 1;
    this.#unsettled += 1;
    this.#held += 1;
    const delivery = new ReceivedDelivery(raw, this);
    try {
      this.#options.onDelivery(delivery);
      delivery.watch();
    } catch (error) {
      this.#options.log.error({ err: error }, "a message could not be handled");
      const condition = error instanceof EncodingError ? "amqp:decode-error" : "amqp:internal-error";
      delivery.reject(condition, "the message could not be handled");
    }
  }

  /** Counts a settled delivery, which may be done with as well. */
  settled(done: boolean): void {
    this.#unsettled -= 1;
    if (done) this.#held -= 1;
    this.#detachWhenSettled();
    this.#topUp();
  }

  /** Counts a delivery that was settled before and is done with now. */
  done(): void {
    this.#held -= 1;
    this.#topUp();
  }

  /** Counts one more, or one less, of those that are set aside. */
  setAside(by: 1 | -1): void {
    this.#aside += by;
    this.#topUp();
  }

  get acceptsWithdrawn(): boolean {
    return this.#options.acceptsWithdrawn ?? false;
  }

  withdrawn(): void {
    this.settled(true);
    this.#options.onWithdrawn?.();
  }

  /** Gives credit, not for each message: when as much has become free as the peer has left. */
  #topUp(): void {
    if (this.#ended || this.#leaving) return;
    const { credit, window = Number.POSITIVE_INFINITY } = this.#options;
    const worked = this.#unsettled - Math.min(this.#aside, credit);
    const free = Math.min(credit - worked, window - this.#held) - this.#issued;
    if (free <= 0 || free < this.#issued) return;
    this.#issued += free;
    this.#link.addCredit(free);
  }

  /** True while the peer can send. */
  get open(): boolean {
    return this.#open && !this.#ended && !this.#leaving;
  }

  /** Messages that the peer may still send. */
  get issued(): number {
    return this.#issued;
  }

  /** True while deliveries can be settled. */
  get usable(): boolean {
    return !this.#ended;
  }

  /**
   * Takes the credit back, and detaches when what was taken is settled. What is under way is handed over rather than
   * released: oslo's driver holds all messages for an address back for seconds after one that it gets back.
   *
   * @returns when no more messages can come
   */
  leave(): Promise<void> {
    if (this.#ended) return Promise.resolve();
    if (!this.#leaving) {
      this.#leaving = true;
      clearTimeout(this.#attachTimer);
      this.#observer.ended(new AmqpError("closed", "the receiver was closed"), false);
      if (this.#link.drainCredit())
        this.#drainTimer = setTimeout(() => this.#endDrain(), DRAIN_TIMEOUT).unref();
      else this.#endDrain();
    }
    return this.#left;
  }

  #endDrain(): void {
    clearTimeout(this.#drainTimer);
    this.#drained = true;
    this.#resolveLeft();
    this.#detachWhenSettled();
  }

  /** A message that is still worked on when its link goes would count as lost. */
  #detachWhenSettled(): void {
    if (this.#drained && this.#unsettled === 0 && !this.#ended) this.#link.close();
  }

  end(error: AmqpError, byPeer: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#forgetLifetime();
    clearTimeout(this.#drainTimer);
    clearTimeout(this.#attachTimer);
    this.#resolveLeft();
    this.#link.events = undefined;
    const { session: shared } = this.#options;
    if (shared !== undefined) shared.leave(this.#link.session);
    else if (byPeer) this.#link.session.close();
    if (!this.#leaving) this.#observer.ended(error, byPeer);
  }
}
