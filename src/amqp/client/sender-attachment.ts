import type { Sender, Session } from "rhea";
import { AmqpError, describePeerError } from "../codec/amqp-error.js";
import type { OutgoingDelivery } from "../engine/delivery.js";
import {
  availableCredit,
  dropLink,
  forgetDelivery,
  giveCreditBack,
  hasWindow,
  sendRaw,
  setHooks,
} from "../engine/rhea-session.js";
import type { LiveConnection } from "./live-connection.js";

/** Told of what happens on a link until it is left. */
export interface SenderLinkObserver {
  /** The peer has attached it. */
  opened(): void;
  /** The peer grants credit, or asks to have it back. */
  credit(drain: boolean): void;
  outcome(delivery: OutgoingDelivery, state: Buffer | undefined): void;
  /** The peer has refused or ended it, while the connection goes on. */
  detached(error: AmqpError): void;
}

/** One link of a sender, in a session of its own. */
export class SenderAttachment {
  readonly live: LiveConnection;
  readonly #session: Session;
  readonly #link: Sender;
  /** The peer has ended the session, which rhea answers: there is nothing left to detach. */
  #isEnded = false;

  /**
   * @param address null for the anonymous terminus.
   * @throws {AmqpError} the peer takes no more sessions.
   */
  constructor(live: LiveConnection, address: string | null, name: string, observer: SenderLinkObserver) {
    const session = live.beginSession();
    const link = session.open_sender({
      name,
      source: { address: address ?? undefined },
      target: { address: address ?? undefined },
    });
    this.live = live;
    this.#session = session;
    this.#link = link;
    setHooks(link, {
      outcome: (delivery, state) => observer.outcome(delivery, state),
      credit: (drain) => observer.credit(drain),
    });
    const detached = () => {
      const { condition, text } = describePeerError(link.error ?? session.error);
      const where = address === null ? "the anonymous sender" : `the sender to ${address}`;
      observer.detached(
        new AmqpError("link-detached", `${live.address} detached ${where}: ${text}`, { condition }),
      );
    };
    link.once("sender_open", () => {
      // A peer that refuses answers with no target, and detaches with the reason.
      if (link.target) observer.opened();
    });
    link.on("sender_error", detached);
    link.on("sender_close", detached);
    session.on("session_close", () => {
      this.#isEnded = true;
      detached();
    });
  }

  /** True once the peer has attached it. */
  get isOpen(): boolean {
    return this.#link.is_open() && Boolean(this.#link.target);
  }

  /** True when the peer has given credit that its session can use. */
  get hasCredit(): boolean {
    return availableCredit(this.#link) > 0;
  }

  /** True when the peer's session takes messages, if there is credit. */
  get hasWindow(): boolean {
    return hasWindow(this.#link);
  }

  /** Bytes of the largest message the peer takes; undefined when it does not say. */
  get maxMessageSize(): number | undefined {
    const limit: unknown = this.#link.max_message_size;
    return typeof limit === "number" && limit > 0 ? limit : undefined;
  }

  /** Sends an encoded message. Unless it is settled its outcome comes with the delivery returned. */
  send(bytes: Buffer, settled: boolean, owner: unknown): OutgoingDelivery | undefined {
    return sendRaw(this.#link, bytes, settled, owner);
  }

  /** Waits for an outcome no longer. Returns true when the message is not sent, and will not be. */
  forget(delivery: OutgoingDelivery): boolean {
    return forgetDelivery(this.#link, delivery);
  }

  giveCreditBack(): void {
    giveCreditBack(this.#link);
  }

  /** Detaches; the connection goes on. What is held back is dropped: nothing may follow the detach. */
  leave(): void {
    dropLink(this.#link, []);
    if (this.#isEnded) return;
    this.#link.close();
    this.#session.close();
  }

  /** Tells of nothing any more. */
  end(): void {
    setHooks(this.#link, undefined);
    this.#link.removeAllListeners();
    this.#session.removeAllListeners();
  }
}
