import { type AmqpError, detachedBy } from "../codec/amqp-error.js";
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
  readonly link: SenderLink;

  /**
   * @param address null for the anonymous terminus.
   * @throws {AmqpError} the peer takes no more sessions.
   */
  constructor(live: LiveConnection, address: string | null, name: string, observer: SenderLinkObserver) {
    const terminus = { address: address ?? undefined };
    const link = live.beginSession().attachSender({ name, source: terminus, target: terminus });
    this.live = live;
    this.link = link;
    link.events = {
      outcome: (delivery, state) => observer.outcome(delivery, state),
      credit: (drain) => observer.credit(drain),
      opened: () => {
        if (link.isTaken) observer.opened();
      },
      closed: (error) => {
        const what = address === null ? "the anonymous sender" : `the sender to ${address}`;
        observer.detached(detachedBy(live.address, what, error));
      },
    };
  }

  /** Detaches; the connection goes on. What is held back is dropped: nothing may follow the detach. */
  leave(): void {
    this.link.drop([]);
    this.link.close();
    this.link.session.close();
  }

  /** Tells of nothing any more. */
  end(): void {
    this.link.events = undefined;
  }
}
