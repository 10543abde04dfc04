import { randomUUID } from "node:crypto";
import type { Receiver, Sender, Session } from "rhea";
import type { Timer } from "../../time/timers.js";
import { AmqpError, describePeerError } from "../codec/amqp-error.js";
import { addCredit, availableCredit, dropLink, sendRaw, setHooks } from "../engine/rhea-session.js";
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
  readonly #session: Session;
  readonly #sender: Sender;
  #receiver: Receiver | undefined;
  #timer: Timer | undefined;
  #resolve!: () => void;
  #reject!: (error: AmqpError) => void;
  #ended = false;

  /** @throws {AmqpError} the peer takes no more sessions. */
  constructor(options: PairedLinksOptions) {
    this.#options = options;
    this.ready = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.ready.catch(() => {});
    const { live, timeout } = options;
    const link = this.#link(`management-${randomUUID()}`);
    this.#session = live.beginSession();
    this.#session.on("session_close", this.#ending);
    this.#sender = this.#session.open_sender({ ...link, snd_settle_mode: 1 });
    // rhea knows links by their name: the second is opened when the first needs no looking up any more.
    this.#sender.once("sender_open", () => {
      if (this.#ended) return;
      this.#receiver = this.#session.open_receiver(link);
      setHooks(this.#receiver, { delivered: (delivery) => this.#delivered(delivery) });
      this.#receiver.once("receiver_open", () => {
        if (this.#ended || this.#receiver === undefined) return;
        addCredit(this.#receiver, CREDIT);
        this.#opened();
      });
      this.#receiver.on("receiver_error", this.#ending);
      this.#receiver.on("receiver_close", this.#ending);
    });
    setHooks(this.#sender, { credit: () => this.#opened() });
    this.#sender.on("sender_error", this.#ending);
    this.#sender.on("sender_close", this.#ending);
    this.#timer = live.lifetime.after(timeout, () =>
      this.#end(new AmqpError("link-detached", `${live.address} does not answer at ${options.address}`)),
    );
  }

  /** Sends a request, settled. @throws {AmqpError} the links are gone. */
  send(message: Buffer): void {
    if (this.#ended) throw new AmqpError("link-detached", "the links to the management node are gone");
    sendRaw(this.#sender, message, true);
  }

  /** The connection is gone. */
  lost(error: AmqpError): void {
    this.#forget();
    this.#reject(error);
  }

  close(): void {
    if (this.#ended) return;
    this.#forget();
    this.#reject(new AmqpError("closed", "the links were closed"));
    this.#session.close();
  }

  #link(name: string) {
    const { address } = this.#options;
    return { name, source: { address }, target: { address }, properties: { paired: true } };
  }

  #opened(): void {
    if (this.#ended || !this.#receiver?.is_open() || availableCredit(this.#sender) <= 0) return;
    this.#timer?.cancel();
    this.#resolve();
  }

  #delivered(delivery: { readonly bytes: Buffer; accept(): void }): void {
    delivery.accept();
    if (this.#receiver !== undefined) addCredit(this.#receiver, 1);
    this.#options.onMessage(delivery.bytes);
  }

  readonly #ending = (): void => {
    const { text, condition } = describePeerError(
      this.#sender.error ?? this.#receiver?.error ?? this.#session.error,
    );
    const { live, address } = this.#options;
    this.#end(new AmqpError("link-detached", `${live.address} detached ${address}: ${text}`, { condition }));
  };

  #end(error: AmqpError): void {
    if (this.#ended) return;
    this.#forget();
    this.#session.close();
    this.#reject(error);
    this.#options.onEnded(error);
  }

  #forget(): void {
    this.#ended = true;
    this.#timer?.cancel();
    for (const link of [this.#sender, this.#receiver]) {
      if (link === undefined) continue;
      setHooks(link, undefined);
      link.removeAllListeners();
    }
    dropLink(this.#sender, []);
    this.#session.removeAllListeners();
  }
}
