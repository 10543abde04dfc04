import { randomUUID } from "node:crypto";
import type { Timer } from "../../time/timers.js";
import { withResolvers } from "../../time/with-resolvers.js";
import { AmqpError, detachedBy } from "../codec/amqp-error.js";
import type { ReceiverLink, SenderLink } from "../engine/link.js";
import type { LiveConnection } from "./live-connection.js";

/** Answers the peer may have on the way. */
const CREDIT = 10;

export interface PairedLinksOptions {
  readonly live: LiveConnection;
  /** Address of the node at both ends. */
  readonly address: string;
  /** ms for the links to be attached. */
  readonly timeout: number;
  readonly onMessage: (bytes: Buffer) => void;
  /** The links are of no use any more, unless `close` was called; not when the connection is lost. */
  readonly onEnded: (error: AmqpError) => void;
}

/**
 * A sender and a receiver of one name in a session of their own, marked as a pair: what is sent on the one is
 * answered on the other (AMQP request-response messaging with link pairing).
 */
export class PairedLinks {
  /** Resolves when requests can be sent. */
  readonly ready: Promise<void>;
  readonly #options: PairedLinksOptions;
  readonly #sender: SenderLink;
  readonly #receiver: ReceiverLink;
  readonly #begun = withResolvers<void>();
  #timer: Timer | undefined;
  #ended = false;

  /** @throws {AmqpError} the peer takes no more sessions. */
  constructor(options: PairedLinksOptions) {
    this.#options = options;
    this.ready = this.#begun.promise;
    this.ready.catch(() => {});
    const { live, timeout } = options;
    const terminus = { address: options.address };
    const terms = {
      name: `management-${randomUUID()}`,
      source: terminus,
      target: terminus,
      properties: { paired: true },
    };
    const session = live.beginSession();
    this.#sender = session.attachSender({ ...terms, snd_settle_mode: 1 });
    this.#receiver = session.attachReceiver(terms);
    this.#sender.events = { credit: () => this.#opened(), closed: this.#ending };
    this.#receiver.events = {
      opened: () => {
        this.#receiver.addCredit(CREDIT);
        this.#opened();
      },
      delivered: (delivery) => this.#delivered(delivery),
      closed: this.#ending,
    };
    this.#timer = live.lifetime.after(timeout, () =>
      this.#end(new AmqpError("link-detached", `${live.address} does not answer at ${options.address}`)),
    );
  }

  /** Sends a request, settled. @throws {AmqpError} the links are gone. */
  send(message: Buffer): void {
    if (this.#ended) throw new AmqpError("link-detached", "the links to the management node are gone");
    this.#sender.send(message, true);
  }

  /** The connection is gone. */
  lost(error: AmqpError): void {
    this.#forget();
    this.#begun.reject(error);
  }

  close(): void {
    if (this.#ended) return;
    this.#forget();
    this.#begun.reject(new AmqpError("closed", "the links were closed"));
    this.#sender.session.close();
  }

  #opened(): void {
    if (this.#ended || !this.#receiver.isOpen || this.#sender.available <= 0) return;
    this.#timer?.cancel();
    this.#begun.resolve();
  }

  #delivered(delivery: { readonly bytes: Buffer; accept(): void }): void {
    delivery.accept();
    this.#receiver.addCredit(1);
    this.#options.onMessage(delivery.bytes);
  }

  readonly #ending = (error: unknown): void => {
    const { live, address } = this.#options;
    this.#end(detachedBy(live.address, address, error));
  };

  #end(error: AmqpError): void {
    if (this.#ended) return;
    this.#forget();
    this.#sender.session.close();
    this.#begun.reject(error);
    this.#options.onEnded(error);
  }

  #forget(): void {
    this.#ended = true;
    this.#timer?.cancel();
    this.#sender.events = undefined;
    this.#receiver.events = undefined;
    this.#sender.drop([]);
  }
}
