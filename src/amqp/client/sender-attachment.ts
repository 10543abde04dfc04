import type { Logger } from "../../log/logger.js";
import { Lifetime } from "../../time/lifetime.js";
import { AmqpError, detachedBy } from "../codec/amqp-error.js";
import type { OutgoingDelivery } from "../engine/delivery.js";
import type { SenderLink } from "../engine/link.js";
import type { LiveConnection } from "./live-connection.js";

/** Told of what happens on the links of a sender. */
export interface SenderLinkObserver {
  /** The peer grants credit to the current link, or asks to have it back. */
  readonly credit: (drain: boolean) => void;
  readonly outcome: (delivery: OutgoingDelivery, state: Buffer | undefined) => void;
  /** The link has ended, or is left for another one. */
  readonly left: (attachment: SenderAttachment) => void;
  /** No outcome comes any more of what was sent, and what waits has lost a link if the peer has ended it. */
  readonly failed: (error: AmqpError, byPeer: boolean) => void;
}

/** Options of the links of a sender. */
export interface SenderLinkOptions {
  /** Link name, given anew at each attach. */
  readonly name: () => string;
  /** ms from one attach to the next, when the peer detaches the link. */
  readonly reattachDelay: number;
  readonly log: Logger;
}

/** One link of a sender, in a session of its own. */
export class SenderAttachment {
  readonly live: LiveConnection;
  readonly link: SenderLink;

  /**
   * @param address null for the anonymous terminus.
   * @throws {AmqpError} the peer takes no more sessions.
   */
  constructor(live: LiveConnection, address: string | null, name: string) {
    const terminus = { address: address ?? undefined };
    this.live = live;
    this.link = live.beginSession().attachSender({ name, source: terminus, target: terminus });
  }

  /** Detaches; the connection goes on. What is held back is dropped: nothing may follow the detach. */
  leave(): void {
    this.link.drop([]);
    this.link.close();
    this.link.session.close();
  }
}

/** The links of a sender, one after another. */
export class SenderLinks {
  /** The one that messages go over. */
  current: SenderAttachment | undefined;
  /** Where the last one leads; undefined before the first, and at the anonymous terminus. */
  address: string | undefined;
  /** Why there is none: the peer has refused or detached it, and not attached another. */
  trouble: AmqpError | undefined;
  readonly #options: SenderLinkOptions;
  readonly #lifetime: Lifetime;
  readonly #observer: SenderLinkObserver;
  #attachedAt = Number.NEGATIVE_INFINITY;
  /** From one `attach` to the next: what attaches a link again. */
  #attaching: Lifetime;

  constructor(options: SenderLinkOptions, lifetime: Lifetime, observer: SenderLinkObserver) {
    this.#options = options;
    this.#lifetime = lifetime;
    this.#observer = observer;
    this.#attaching = new Lifetime(lifetime);
  }

  /**
   * Attaches a link in a session of its own, and leaves the former one. One that the peer detaches is attached again at
   * once; one that it refuses, or has no session for, after a while.
   *
   * @param address null for the anonymous terminus.
   */
  attach(live: LiveConnection, address: string | null): void {
    if (this.#lifetime.ended) return;
    this.address = address ?? undefined;
    this.#attachedAt = performance.now();
    this.leave();
    this.#attaching = new Lifetime(this.#lifetime, live.lifetime);
    const replaced = "the link was replaced before the outcome came";
    this.#observer.failed(new AmqpError("link-detached", replaced), false);
    try {
      const attachment = new SenderAttachment(live, address, this.#options.name());
      const { link } = attachment;
      const { outcome, credit } = this.#observer;
      link.events = {
        outcome,
        credit,
        opened: () => {
          if (link.isTaken) this.trouble = undefined;
        },
        closed: (error) => {
          const what = address === null ? "the anonymous sender" : `the sender to ${address}`;
          this.#detached(detachedBy(live.address, what, error), live, address);
        },
      };
      this.current = attachment;
    } catch (error) {
      if (!(error instanceof AmqpError)) throw error;
      this.#detached(error, live, address);
    }
  }

  /** Leaves the link behind, for another one or for good; the connection may go on. */
  leave(): void {
    this.#attaching.end();
    this.#forget()?.leave();
  }

  /** The connection is gone, or could not be made. */
  lost(): void {
    this.trouble = undefined;
    this.#forget();
  }

  #detached(error: AmqpError, live: LiveConnection, address: string | null): void {
    this.#options.log.warn({ reason: error.message, condition: error.condition }, "AMQP sender detached");
    this.trouble = error;
    this.#forget()?.leave();
    const delay = this.#attachedAt + this.#options.reattachDelay - performance.now();
    this.#attaching.after(Math.max(0, delay), () => this.attach(live, address));
    this.#observer.failed(error, true);
  }

  #forget(): SenderAttachment | undefined {
    const { current } = this;
    this.current = undefined;
    if (current === undefined) return undefined;
    this.#observer.left(current);
    current.link.events = undefined;
    return current;
  }
}
