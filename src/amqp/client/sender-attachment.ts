import { AmqpError, describePeerError } from "../codec/amqp-error.js";
import type { OutgoingDelivery } from "../engine/delivery.js";
import type { SenderLink } from "../engine/link.js";
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
  readonly #link: SenderLink;

  /**
   * @param address null for the anonymous terminus.
   * @throws {AmqpError} the peer takes no more sessions.
   */
  constructor(live: LiveConnection, address: string | null, name: string, observer: SenderLinkObserver) {
    const terminus = { address: address ?? undefined };
    const link = live.beginSession().attachSender({ name, source: terminus, target: terminus });
    this.live = live;
    this.#link = link;
    link.events = {
      outcome: (delivery, state) => observer.outcome(delivery, state),
      credit: (drain) => observer.credit(drain),
      opened: () => {
        if (this.isOpen) observer.opened();
      },
      closed: (error) => {
        const { condition, text } = describePeerError(error);
        const where = address === null ? "the anonymous sender" : `the sender to ${address}`;
        observer.detached(
          new AmqpError("link-detached", `${live.address} detached ${where}: ${text}`, { condition }),
        );
      },
    };
  }

  /** True once the peer has attached it. One that refuses answers with no target, and detaches with the reason. */
  get isOpen(): boolean {
    return this.#link.isOpen && Boolean(this.#link.peer?.target);
  }

  /** True when the peer has given credit that its session can use. */
  get hasCredit(): boolean {
    return this.#link.available > 0;
  }

  /** True when the peer's session takes messages, if there is credit. */
  get hasWindow(): boolean {
    return this.#link.hasWindow;
  }

  /** Bytes of the largest message the peer takes; undefined when it does not say. */
  get maxMessageSize(): number | undefined {
    const limit = this.#link.peer?.max_message_size;
    return typeof limit === "number" && limit > 0 ? limit : undefined;
  }

  /** Sends an encoded message. Unless it is settled its outcome comes with the delivery returned. */
  send(bytes: Buffer, settled: boolean, owner: unknown): OutgoingDelivery | undefined {
    return this.#link.send(bytes, settled, owner);
  }

  /** Waits for an outcome no longer. Returns true when the message is not sent, and will not be. */
  forget(delivery: OutgoingDelivery): boolean {
    return this.#link.forget(delivery);
  }

  giveCreditBack(): void {
    this.#link.giveCreditBack();
  }

  /** Detaches; the connection goes on. What is held back is dropped: nothing may follow the detach. */
  leave(): void {
    this.#link.drop([]);
    this.#link.close();
    this.#link.session.close();
  }

  /** Tells of nothing any more. */
  end(): void {
    this.#link.events = undefined;
  }
}
