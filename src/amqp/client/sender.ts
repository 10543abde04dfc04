import type { Logger } from "../../log/logger.js";
import { Lifetime } from "../../time/lifetime.js";
import { onAbort } from "../../time/on-abort.js";
import { timers } from "../../time/timers.js";
import { AmqpError } from "../codec/amqp-error.js";
import { decodeState } from "../codec/delivery-state.js";
import { accepted, type Outcome } from "../codec/outcome.js";
import type { OutgoingDelivery } from "../engine/delivery.js";
import type { SenderLink } from "../engine/link.js";
import { type LiveConnection, SOCKET_HIGH_WATER } from "./live-connection.js";
import { expired, type Outgoing, withdrawn } from "./outgoing.js";
import { type OutcomeObserver, PendingList, PendingMessage } from "./pending-message.js";
import { SenderAttachment } from "./sender-attachment.js";

export type { Outgoing } from "./outgoing.js";

export interface SenderOptions {
  /** Link name, given anew at each attach. */
  readonly name: () => string;
  /** Messages that may wait for credit; one more fails with reason `queue-full`. */
  readonly queueLimit: number;
  /** ms from one attach to the next, when the peer detaches the link. */
  readonly reattachDelay: number;
  /** False while messages are to wait, whatever the peer takes; `resume` tells that it is true now. */
  readonly maySend?: () => boolean;
  readonly log: Logger;
}

/**
 * Sends messages to one address, or to any through the anonymous terminus, over the links of one connection
 * after another. Messages wait here until the peer grants credit, never in rhea.
 */
export class AmqpSender {
  readonly #options: SenderOptions;
  readonly #waiting = new PendingList();
  readonly #sent = new PendingList();
  #attachment: SenderAttachment | undefined;
  #address: string | undefined;
  #trouble: AmqpError | undefined;
  #attachedAt = Number.NEGATIVE_INFINITY;
  #lastUsed = performance.now();
  /** Until it is closed. */
  readonly lifetime: Lifetime = new Lifetime();
  /** From one `attach` to the next: what attaches a link again. */
  #attaching = new Lifetime(this.lifetime);

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Where its last link leads; undefined before the first, and at the anonymous terminus. */
  get address(): string | undefined {
    return this.#address;
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
    return this.#trouble;
  }

  /** The thing that an unsent message waits for: the peer's link, its window, credit, or nothing but its turn. */
  get waitsFor(): "link" | "window" | "credit" | "turn" {
    const link = this.#attachment?.link;
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
    if (this.lifetime.ended) return;
    this.#address = address ?? undefined;
    this.#attachedAt = performance.now();
    this.#leave();
    this.#attaching = new Lifetime(this.lifetime, live.lifetime);
    this.#failSent(new AmqpError("link-detached", "the link was replaced before the outcome came"));
    try {
      const attachment: SenderAttachment = new SenderAttachment(live, address, this.#options.name(), {
        opened: () => {
          this.#trouble = undefined;
        },
        outcome: (delivery, state) => this.#settled(delivery, state),
        credit: (drain) => {
          this.#pump();
          if (drain && this.#waiting.size === 0) attachment.link.giveCreditBack();
        },
        detached: (error) => this.#detached(error, live, address),
      });
      this.#attachment = attachment;
    } catch (error) {
      if (!(error instanceof AmqpError)) throw error;
      this.#detached(error, live, address);
    }
  }

  /**
   * The connection is gone, or could not be made: deliveries without an outcome fail and are never sent again,
   * unsent ones wait within their retry.
   */
  lost(error: AmqpError): void {
    this.#trouble = undefined;
    this.#forgetLink();
    this.#failSent(error);
    this.#countLoss(error);
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
    this.#pump();
  }

  /** Sends what waits: it may be sent now. */
  resume(): void {
    this.#pump();
  }

  /** Detaches; all pending messages fail with reason `closed`. */
  close(): void {
    if (this.lifetime.ended) return;
    this.lifetime.end();
    this.#leave();
    const error = new AmqpError("closed", "the sender was closed");
    this.#failSent(error);
    for (const message of this.#waiting) message.fail(error);
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
    if (this.lifetime.ended) return new AmqpError("closed", "the sender is closed");
    const { size } = this.#waiting;
    if (size < this.#options.queueLimit) return undefined;
    return new AmqpError("queue-full", `${size} messages wait for the link already`);
  }

  /** The link when it takes the message right now. */
  #ready(message: Outgoing): SenderLink | undefined {
    const attachment = this.#attachment;
    if (attachment === undefined || attachment.link.available <= 0) return undefined;
    if (this.#options.maySend?.() === false) return undefined;
    const sent = this.#sent.first?.message;
    if (sent !== undefined && (sent.alone || message.alone)) return undefined;
    const { live, link } = attachment;
    if (live.socket.writableLength <= SOCKET_HIGH_WATER) return link;
    live.whenDrained(this.#pump);
    return undefined;
  }

  readonly #pump = (): void => {
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
    pending.settle(decodeState(state));
    this.#pump();
  }

  #expire(pending: PendingMessage): void {
    pending.fail(expired(!this.#forget(pending)));
    this.#pump();
  }

  /** Waits for the outcome of a message no longer. Returns true when the message is not sent, and will not be. */
  #forget({ delivery }: PendingMessage): boolean {
    if (delivery === undefined) return true;
    return this.#attachment?.link.forget(delivery) ?? false;
  }

  #detached(error: AmqpError, live: LiveConnection, address: string | null): void {
    this.#options.log.warn({ reason: error.message, condition: error.condition }, "AMQP sender detached");
    this.#trouble = error;
    this.#forgetLink()?.leave();
    this.#failSent(this.#sent.size > 1 ? sharedBy(this.#sent.size, error) : error);
    const delay = this.#attachedAt + this.#options.reattachDelay - performance.now();
    this.#attaching.after(Math.max(0, delay), () => this.attach(live, address));
    this.#countLoss(error);
  }

  /** Puts what is held back as a whole before all others, to wait for the next link. */
  #takeBackUnsent(): void {
    const unsent = [...this.#sent].filter(({ delivery }) => delivery !== undefined && !delivery.isBegun);
    for (const pending of unsent.reverse()) {
      pending.returned();
      this.#waiting.unshift(pending);
    }
  }

  #failSent(error: AmqpError): void {
    for (const pending of this.#sent) pending.fail(error);
  }

  #countLoss(error: AmqpError): void {
    for (const pending of this.#waiting) {
      if (error.hopeless || (pending.retry >= 0 && ++pending.losses > pending.retry)) pending.fail(error);
    }
  }

  /** Leaves the link behind, for another one or for good; the connection may go on. */
  #leave(): void {
    this.#attaching.end();
    this.#forgetLink()?.leave();
  }

  /** The link has ended, or is left. */
  #forgetLink(): SenderAttachment | undefined {
    this.#takeBackUnsent();
    const attachment = this.#attachment;
    this.#attachment = undefined;
    attachment?.live.forgetDrain(this.#pump);
    attachment?.end();
    return attachment;
  }
}

/** The end of a link with several messages on the way: the peer does not say which of them it is for. */
function sharedBy(messages: number, error: AmqpError): AmqpError {
  const { reason, message, condition } = error;
  const text = `${message}, for one of ${messages} messages that were on the way`;
  return new AmqpError(reason, text, { condition, shared: true, cause: error });
}
