import { Lifetime } from "../../time/lifetime.js";
import { onAbort } from "../../time/on-abort.js";
import { timers } from "../../time/timers.js";
import { AmqpError } from "../codec/amqp-error.js";
import { decodeState } from "../codec/delivery-state.js";
import { accepted, type Outcome } from "../codec/outcome.js";
import { isAccepted } from "../codec/performatives.js";
import type { OutgoingDelivery } from "../engine/delivery.js";
import type { SenderLink } from "../engine/link.js";
import { type LiveConnection, SOCKET_HIGH_WATER } from "./live-connection.js";
import { expired, type Outgoing, withdrawn } from "./outgoing.js";
import { type OutcomeObserver, PendingList, PendingMessage } from "./pending-message.js";
import { type SenderLinkOptions, SenderLinks } from "./sender-attachment.js";

export type { Outgoing } from "./outgoing.js";

export interface SenderOptions extends SenderLinkOptions {
  /** Messages that may wait for credit; one more fails with reason `queue-full`. */
  readonly queueLimit: number;
  /** False while messages are to wait, whatever the peer takes; `resume` tells that it is true now. */
  readonly maySend?: () => boolean;
}

/**
 * Sends messages to one address, or to any through the anonymous terminus, over the links of one connection
 * after another. Messages wait here until the peer grants credit, never in rhea.
 */
export class AmqpSender {
  readonly #options: SenderOptions;
  readonly #waiting = new PendingList();
  readonly #sent = new PendingList();
  #lastUsed = performance.now();
  /** As `lifetime` tells; here, since it is asked of each message. */
  #isClosed = false;
  /** Until it is closed. */
  readonly lifetime: Lifetime = new Lifetime();
  readonly #links: SenderLinks;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#links = new SenderLinks(options, this.lifetime, {
      outcome: (delivery, state) => this.#settled(delivery, state),
      credit: (drain) => {
        this.resume();
        if (drain && this.#waiting.size === 0) this.#links.current?.link.giveCreditBack();
      },
      left: ({ live }) => {
        this.#waiting.takeBack(this.#sent);
        live.forgetDrain(this.resume);
      },
      failed: (error, byPeer) => {
        const { size } = this.#sent;
        this.#sent.fail(byPeer && size > 1 ? sharedBy(size, error) : error);
        if (byPeer) this.#waiting.lose(error);
      },
    });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Where its last link leads; undefined before the first, and at the anonymous terminus. */
  get address(): string | undefined {
    return this.#links.address;
  }

  /** Messages waiting for credit or for their outcome. */
  get pending(): number {
    return this.#waiting.size + this.#sent.size;
  }

  /** Monotonic ms of the last use. */
  get lastUsed(): number {
    return this.#lastUsed;
  }

  /** Why the peer takes no messages here: it has refused or detached the link, and not attached another. */
  get trouble(): AmqpError | undefined {
    return this.#links.trouble;
  }

  /** The thing that an unsent message waits for: the peer's link, its window, credit, or nothing but its turn. */
  get waitsFor(): "link" | "window" | "credit" | "turn" {
    const link = this.#links.current?.link;
    if (!link?.isTaken) return "link";
    if (!link.hasWindow) return "window";
    return link.available > 0 ? "turn" : "credit";
  }

  /**
   * Attaches a link in a session of its own, and leaves the former one. One that the peer detaches is attached again at
   * once; one that it refuses, or has no session for, after a while.
   *
   * @param address null for the anonymous terminus.
   */
  attach(live: LiveConnection, address: string | null): void {
    this.#links.attach(live, address);
  }

  /**
   * The connection is gone, or could not be made: deliveries without an outcome fail and are never sent again,
   * unsent ones wait within their retry.
   */
  lost(error: AmqpError): void {
    this.#links.lost();
    this.#sent.fail(error);
    this.#waiting.lose(error);
  }

  /**
   * Sends a message.
   *
   * @returns its outcome.
   * @throws {AmqpError} when there is none to be had.
   */
  send(message: Outgoing): Promise<Outcome> {
    return new Promise((decided, failed) => this.submit(message, { decided, failed }));
  }

  /**
   * Sends a message whose end is told without a promise, which may be before this returns.
   *
   * @param retry in the place of the message's own
   */
  submit(message: Outgoing, observer: OutcomeObserver, retry = message.retry ?? -1): PendingMessage {
    const now = performance.now();
    this.#lastUsed = now;
    const oldest = this.#sent.first;
    if (oldest?.message.forgetAfter !== undefined && oldest.message.forgetAfter < now) {
      this.#expire(oldest);
    }
    const pending = new PendingMessage(message, observer, retry);
    this.#accept(pending);
    return pending;
  }

  /** Takes a message back: reason `withdrawn`. Once it is sent, its outcome is ignored from then on. */
  withdraw(pending: PendingMessage): void {
    if (pending.ended) return;
    this.#forget(pending);
    pending.fail(withdrawn());
    this.resume();
  }

  /** Detaches; all pending messages fail with reason `closed`. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.lifetime.end();
    this.#links.leave();
    const error = new AmqpError("closed", "the sender was closed");
    this.#sent.fail(error);
    this.#waiting.fail(error);
  }

  #accept(pending: PendingMessage): void {
    const refusal = this.#refusal(pending.message);
    if (refusal !== undefined) {
      pending.fail(refusal);
      return;
    }
    const { deadline, signal } = pending.message;
    const link = this.#waiting.size === 0 ? this.#ready(pending.message) : undefined;
    const obstacle = link === undefined ? this.#whyNoRoom() : undefined;
    if (obstacle !== undefined) {
      pending.fail(obstacle);
      return;
    }
    if (signal !== undefined) {
      pending.ignoreAbort = onAbort(signal, () => this.withdraw(pending));
    }
    if (deadline !== undefined && !(link !== undefined && pending.message.settled)) {
      pending.deadline = timers.at(deadline, () => this.#expire(pending));
    }
    if (link === undefined) this.#waiting.push(pending);
    else this.#transmit(link, pending);
  }

  #refusal({ deadline, signal }: Outgoing): AmqpError | undefined {
    if (signal?.aborted) return withdrawn();
    return deadline !== undefined && deadline <= this.#lastUsed ? expired(false) : undefined;
  }

  /** Why no message can wait here. */
  #whyNoRoom(): AmqpError | undefined {
    if (this.#isClosed) return new AmqpError("closed", "the sender is closed");
    const { size } = this.#waiting;
    if (size < this.#options.queueLimit) return undefined;
    return new AmqpError("queue-full", `${size} messages wait for the link already`);
  }

  /** The link when it takes the message right now. */
  #ready(message: Outgoing): SenderLink | undefined {
    const attachment = this.#links.current;
    if (attachment === undefined || attachment.link.available <= 0) return undefined;
    if (this.#options.maySend?.() === false) return undefined;
    const sent = this.#sent.first?.message;
    if (sent !== undefined && (sent.alone || message.alone)) return undefined;
    const { live, link } = attachment;
    if (live.socket.writableLength <= SOCKET_HIGH_WATER) return link;
    live.whenDrained(this.resume);
    return undefined;
  }

  /** Sends what waits, as far as it may be sent now. */
  readonly resume = (): void => {
    for (let next = this.#waiting.first; next !== undefined; next = this.#waiting.first) {
      const link = this.#ready(next.message);
      if (link === undefined) return;
      this.#waiting.remove(next);
      this.#transmit(link, next);
    }
  };

  #transmit(link: SenderLink, pending: PendingMessage): void {
    const { settled } = pending.message;
    let bytes: Buffer;
    try {
      bytes = pending.message.encode();
    } catch (error) {
      pending.fail(error as Error);
      return;
    }
    const limit = link.maxMessageSize;
    if (limit !== undefined && bytes.length > limit) {
      const text = `the message has ${bytes.length} bytes, the peer takes ${limit}`;
      pending.settle({ state: "rejected", condition: "amqp:link:message-size-exceeded", text });
      return;
    }
    const delivery = link.send(bytes, settled, pending);
    if (delivery === undefined) {
      pending.settle(accepted);
    } else {
      pending.delivery = delivery;
      this.#sent.push(pending);
    }
  }

  #settled(delivery: OutgoingDelivery, state: Buffer | undefined): void {
    const pending = delivery.owner as PendingMessage;
    // Withdrawn and expired ones were forgotten with their delivery.
    if (pending.delivery !== delivery || pending.list !== this.#sent) return;
    this.#lastUsed = performance.now();
    pending.settle(isAccepted(state) ? accepted : decodeState(state));
    this.resume();
  }

  #expire(pending: PendingMessage): void {
    pending.fail(expired(!this.#forget(pending)));
    this.resume();
  }

  /** Waits for the outcome of a message no longer. Returns true when the message is not sent, and will not be. */
  #forget({ delivery }: PendingMessage): boolean {
    if (delivery === undefined) return true;
    return this.#links.current?.link.forget(delivery) ?? false;
  }
}

/** The end of a link with several messages on the way: the peer does not say which of them it is for. */
function sharedBy(messages: number, error: AmqpError): AmqpError {
  const { reason, message, condition } = error;
  const text = `${message}, for one of ${messages} messages that were on the way`;
  return new AmqpError(reason, text, { condition, shared: true, cause: error });
}
