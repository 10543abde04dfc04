import type { Sender, Session } from "rhea";
import type { Logger } from "../log/logger.js";
import { monotonicNow } from "../time/clock.js";
import { Lifetime } from "../time/lifetime.js";
import { onAbort } from "../time/on-abort.js";
import { timers } from "../time/timers.js";
import { AmqpError, describePeerError } from "./amqp-error.js";
import type { OutgoingDelivery } from "./delivery.js";
import { decodeState } from "./delivery-state.js";
import type { LiveConnection } from "./live-connection.js";
import { accepted, type Outcome } from "./outcome.js";
import { expired, type Outgoing, withdrawn } from "./outgoing.js";
import { type OutcomeObserver, PendingList, PendingMessage } from "./pending-message.js";
import { availableCredit, forgetDelivery, giveCreditBack, sendRaw, setHooks } from "./rhea-session.js";

export type { Outgoing } from "./outgoing.js";

export interface SenderOptions {
  /** Link name, given anew at each attach. */
  readonly name: () => string;
  /** Messages that may wait for credit; one more fails with reason `queue-full`. */
  readonly queueLimit: number;
  /** ms before a link the peer detached is attached again. */
  readonly reattachDelay: number;
  readonly log: Logger;
}

interface Attached {
  readonly live: LiveConnection;
  readonly session: Session;
  readonly link: Sender;
}

/**
 * Sends messages to one address, or to any through the anonymous terminus, over the links of one connection
 * after another. Messages wait here until the peer grants credit, never in rhea.
 */
export class AmqpSender {
  readonly #options: SenderOptions;
  readonly #waiting = new PendingList();
  readonly #sent = new PendingList();
  #attached: Attached | undefined;
  #trouble: AmqpError | undefined;
  #lastUsed = monotonicNow();
  /** Until it is closed. */
  readonly lifetime: Lifetime = new Lifetime();
  /** From one `attach` to the next: what attaches a link again. */
  #attaching = new Lifetime(this.lifetime);

  constructor(options: SenderOptions) {
    this.#options = options;
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

  /** What a message that is not sent waits for: the peer's link, credit on it, or nothing but its turn. */
  get waitsFor(): "link" | "credit" | "turn" {
    const link = this.#attached?.link;
    if (!link?.is_open() || !link.target) return "link";
    return availableCredit(link) > 0 ? "turn" : "credit";
  }

  /**
   * Attaches a link in a session of its own, and leaves the former one. One that the peer refuses, or has no session
   * for, is attached again after a while.
   *
   * @param address null for the anonymous terminus.
   */
  attach(live: LiveConnection, address: string | null): void {
    if (this.lifetime.ended) return;
    this.#leave();
    this.#attaching = new Lifetime(this.lifetime, live.lifetime);
    this.#failSent(new AmqpError("link-detached", "the link was replaced before the outcome came"));
    let session: Session;
    try {
      session = live.beginSession();
    } catch (error) {
      if (!(error instanceof AmqpError)) throw error;
      this.#detached(error, live, address);
      return;
    }
    const link = session.open_sender({
      name: this.#options.name(),
      source: { address: address ?? undefined },
      target: { address: address ?? undefined },
    });
    this.#attached = { live, session, link };
    setHooks(link, {
      outcome: (delivery, state) => this.#settled(delivery, state),
      credit: (drain) => {
        this.#pump();
        if (drain && this.#waiting.size === 0) giveCreditBack(link);
      },
    });
    const detached = () => {
      if (this.#attached?.link !== link) return;
      const { condition, text } = describePeerError(link.error ?? session.error);
      const where = address === null ? "the anonymous sender" : `the sender to ${address}`;
      this.#detached(
        new AmqpError("link-detached", `${live.address} detached ${where}: ${text}`, { condition }),
        live,
        address,
      );
    };
    link.once("sender_open", () => {
      // A peer that refuses answers with no target, and detaches with the reason.
      if (link.target) this.#trouble = undefined;
    });
    link.on("sender_error", detached);
    link.on("sender_close", detached);
    session.on("session_close", detached);
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
    const now = monotonicNow();
    this.#lastUsed = now;
    const oldest = this.#sent.first;
    if (oldest?.message.forgetAfter !== undefined && oldest.message.forgetAfter < now) {
      this.#abandon(oldest, expired(true));
    }
    const pending = new PendingMessage(message, observer, retry);
    this.#accept(pending);
    return pending;
  }

  /** Takes a message back: reason `withdrawn`. Once it is sent, its outcome is ignored from then on. */
  withdraw(pending: PendingMessage): void {
    if (!pending.ended) this.#abandon(pending, withdrawn());
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
    const link = this.#waiting.size === 0 ? this.#readyLink() : undefined;
    if (link === undefined && this.#waiting.size >= this.#options.queueLimit) {
      const reason = `${this.#waiting.size} messages wait for the link already`;
      pending.fail(new AmqpError("queue-full", reason));
      return;
    }
    if (signal !== undefined) {
      pending.ignoreAbort = onAbort(signal, () => this.#abandon(pending, withdrawn()));
    }
    if (deadline !== undefined && !(link !== undefined && pending.message.settled)) {
      pending.deadline = timers.at(deadline, () =>
        this.#abandon(pending, expired(pending.delivery !== undefined)),
      );
    }
    if (link === undefined) this.#waiting.push(pending);
    else this.#transmit(link, pending);
  }

  #refusal({ deadline, signal }: Outgoing): AmqpError | undefined {
    if (this.lifetime.ended) return new AmqpError("closed", "the sender is closed");
    if (signal?.aborted) return withdrawn();
    return deadline !== undefined && deadline <= this.#lastUsed ? expired(false) : undefined;
  }

  /** The link when it takes a message right now. */
  #readyLink(): Sender | undefined {
    const attached = this.#attached;
    if (attached === undefined || availableCredit(attached.link) <= 0) return undefined;
    if (!attached.live.congested) return attached.link;
    attached.live.whenDrained(this.#pump);
    return undefined;
  }

  readonly #pump = (): void => {
    for (let next = this.#waiting.first; next !== undefined; next = this.#waiting.first) {
      const link = this.#readyLink();
      if (link === undefined) return;
      this.#waiting.remove(next);
      this.#transmit(link, next);
    }
  };

  #transmit(link: Sender, pending: PendingMessage): void {
    const { settled } = pending.message;
    let bytes: Buffer;
    try {
      bytes = pending.message.encode();
    } catch (error) {
      pending.fail(error as Error);
      return;
    }
    const limit: unknown = link.max_message_size;
    if (typeof limit === "number" && limit > 0 && bytes.length > limit) {
      const text = `the message has ${bytes.length} bytes, the peer takes ${limit}`;
      pending.settle({ state: "rejected", condition: "amqp:link:message-size-exceeded", text });
      return;
    }
    const delivery = sendRaw(link, bytes, settled, pending);
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
    this.#lastUsed = monotonicNow();
    pending.settle(decodeState(state));
  }

  #abandon(pending: PendingMessage, error: AmqpError): void {
    if (pending.delivery !== undefined && this.#attached !== undefined) {
      forgetDelivery(this.#attached.link, pending.delivery);
    }
    pending.fail(error);
  }

  #detached(error: AmqpError, live: LiveConnection, address: string | null): void {
    this.#options.log.warn({ reason: error.message, condition: error.condition }, "AMQP sender detached");
    this.#trouble = error;
    this.#detach();
    this.#failSent(error);
    this.#attaching.after(this.#options.reattachDelay, () => this.attach(live, address));
    this.#countLoss(error);
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
    this.#detach();
  }

  #detach(): void {
    const attached = this.#attached;
    this.#forgetLink();
    attached?.link.close();
    attached?.session.close();
  }

  #forgetLink(): void {
    const attached = this.#attached;
    if (attached === undefined) return;
    this.#attached = undefined;
    attached.live.forgetDrain(this.#pump);
    setHooks(attached.link, undefined);
    attached.link.removeAllListeners();
    attached.session.removeAllListeners();
  }
}
