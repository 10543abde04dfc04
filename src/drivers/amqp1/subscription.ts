import type { LiveConnection } from "../../amqp/client/live-connection.js";
import { AmqpReceiver, type IncomingDelivery } from "../../amqp/client/receiver.js";
import type { AmqpError } from "../../amqp/codec/amqp-error.js";
import { randomId } from "../../amqp/codec/message-writer.js";
import { ServerListenError } from "../../errors/setup-errors.js";
import type { Instruments } from "../../instruments/instruments.js";
import type { Logger } from "../../log/logger.js";
import { rejectingUnreadable } from "../message-body.js";
import type { Addressing } from "./addressing.js";
import type { ListenAddress } from "./listen-addresses.js";
import { withAdvice } from "./other-peers.js";

/** The addresses of a subscription, and who gets what comes from them. */
export interface Amqp1SubscriptionOptions {
  /** The addresses, for messages. */
  readonly place: string;
  readonly addresses: readonly ListenAddress[];
  /** Messages the peer may have on the way to each address. */
  readonly credit: number;
  /** Messages of each address that may be worked on at once; undefined: any number. */
  readonly concurrency?: number | undefined;
  /** ms before a link the peer detached is attached again (`link_retry_delay`). */
  readonly reattachDelay: number;
  /** Reads a message and hands it on. @throws {MalformedMessage} @throws {EncodingError} */
  readonly onDelivery: (delivery: IncomingDelivery) => void;
  readonly log: Logger;
  readonly instruments: Instruments | undefined;
}

/** The receivers of one server or listener. */
export class Amqp1Subscription {
  /** Resolves when all receivers are attached for the first time. */
  readonly ready: Promise<void>;
  /** A router declares nothing, so that there is nothing to delete. */
  readonly problems: readonly string[] = [];
  readonly repairs = 0;
  onChange: () => void = () => {};
  readonly #options: Amqp1SubscriptionOptions;
  readonly #receivers: readonly AmqpReceiver[];
  #resolve!: () => void;
  #reject!: (error: ServerListenError) => void;

  constructor(options: Amqp1SubscriptionOptions) {
    this.#options = options;
    this.#receivers = options.addresses.map((one) => this.#makeReceiver(one));
    this.ready = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Who does not wait for it must not be ended by its failure.
    this.ready.catch(() => {});
  }

  /** True while the peer can send messages to every address. */
  get attached(): boolean {
    return this.#receivers.every((receiver) => receiver.attached);
  }

  /** Attaches the receivers on a new connection. */
  attach(live: LiveConnection, addressing: Addressing): void {
    const addresses = this.#options.addresses.map(({ address }) => address(addressing));
    const attached = this.#receivers.map((receiver, index) => receiver.attach(live, addresses[index] ?? ""));
    Promise.all(attached).then(this.#resolve, (error: AmqpError) => {
      // Lost with the connection, it is attached again on the next one.
      if (error.reason === "link-detached") this.giveUp(withAdvice(error, live));
    });
  }

  /** The peer does not let it listen: one that has not begun yet never will. */
  giveUp(error: AmqpError): void {
    const { place } = this.#options;
    this.#reject(new ServerListenError(`Cannot listen on ${place}: ${error.message}`, { cause: error }));
  }

  /** Resolves when no more messages can come; those taken can still be answered. */
  async close(): Promise<void> {
    const closed = this.#receivers.map((receiver) => receiver.close());
    this.#reject(new ServerListenError(`Stopped before listening on ${this.#options.place} began`));
    await Promise.all(closed);
  }

  #makeReceiver({ label }: ListenAddress): AmqpReceiver {
    const { credit, concurrency, reattachDelay, log } = this.#options;
    const receiver = new AmqpReceiver({
      name: `openstack.org/om/receiver/[${label}]/${randomId()}`,
      credit,
      ...(concurrency !== undefined && { window: concurrency }),
      reattachDelay,
      log,
      onDelivery: rejectingUnreadable(this.#options.onDelivery, this.#options),
      onDetached: () => true,
    });
    receiver.onChange = () => this.onChange();
    return receiver;
  }
}
