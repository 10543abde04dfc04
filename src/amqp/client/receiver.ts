import { Lifetime } from "../../time/lifetime.js";
import { AmqpError } from "../codec/amqp-error.js";
import type { LiveConnection } from "./live-connection.js";
import { ReceiverAttachment, type ReceiverOptions } from "./receiver-attachment.js";
import type { ReceiverSource } from "./receiver-source.js";

export type { IncomingDelivery } from "./received-delivery.js";
export type { ReceiverOptions } from "./receiver-attachment.js";
export type { MadeSource, ReceiverSource } from "./receiver-source.js";

/** Receives the messages of one address over the links of one connection after another. */
export class AmqpReceiver {
  /** Called after each change of `attached`. */
  onChange: () => void = () => {};
  readonly #options: ReceiverOptions;
  #attachment: ReceiverAttachment | undefined;
  readonly #life = new Lifetime();
  /** From one `attach` to the next: what attaches a link again. */
  #attaching = new Lifetime(this.#life);
  #wasAttached = false;
  #links = 1;

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  /** True while the peer can send messages. */
  get attached(): boolean {
    return this.#attachment?.open ?? false;
  }

  /** True while the peer can send messages and may: it has been given credit that it has not used. */
  get hasCredit(): boolean {
    return this.attached && (this.#attachment?.issued ?? 0) > 0;
  }

  /**
   * Attaches a link in a session of its own, and leaves the former one.
   *
   * @param target the address of this end; that of the source when left out.
   * @returns the source address, once the peer has attached.
   * @throws {AmqpError} when the peer refuses, takes no more sessions, or the connection is lost before it answers.
   */
  attach(live: LiveConnection, source: ReceiverSource, target?: string): Promise<string> {
    this.#attaching.end();
    this.#leave();
    if (this.#life.ended) return Promise.reject(new AmqpError("closed", "the receiver is closed"));
    this.#attaching = new Lifetime(this.#life, live.lifetime);
    return new Promise((resolve, reject) => {
      let answered = false;
      let attachment: ReceiverAttachment | undefined;
      const opened = (address: string) => {
        answered = true;
        this.#wasAttached = true;
        resolve(address);
        this.onChange();
      };
      const ended = (error: AmqpError, byPeer: boolean) => {
        if (this.#attachment === attachment) this.#attachment = undefined;
        if (!answered) reject(error);
        else this.onChange();
        // Refused at the first time, it is for the owner to say whether to go on.
        if (byPeer && this.#wasAttached) this.#detached(error, live, source, target);
      };
      try {
        attachment = new ReceiverAttachment(live, this.#name, source, target, this.#options, {
          opened,
          ended,
        });
        this.#attachment = attachment;
      } catch (error) {
        if (!(error instanceof AmqpError)) throw error;
        ended(error, true);
      }
    });
  }

  /**
   * Takes its credit back, and resolves when no more messages can come. Those that were under way are still handed
   * over, and all that were taken can still be settled: the link stays until they are.
   */
  async close(): Promise<void> {
    this.#life.end();
    await this.#attachment?.leave();
  }

  get #name(): string {
    const { name } = this.#options;
    return this.#links === 1 ? name : `${name}-${this.#links}`;
  }

  #leave(): void {
    if (this.#attachment === undefined) return;
    void this.#attachment.leave();
    // Both are there for a while, and until the peer has answered them they are known by their names alone.
    this.#links += 1;
  }

  #detached(error: AmqpError, live: LiveConnection, source: ReceiverSource, target?: string): void {
    const { log, reattachDelay, onDetached } = this.#options;
    log.warn({ reason: error.message, condition: error.condition }, "AMQP receiver detached");
    if (!onDetached(error)) return;
    this.#attaching.after(reattachDelay, () => {
      this.attach(live, source, target).catch(() => {});
    });
  }
}
