import type { LiveConnection } from "../../amqp/client/live-connection.js";
import type { IncomingDelivery } from "../../amqp/client/receiver.js";
import { randomId } from "../../amqp/codec/message-writer.js";
import type { Instruments } from "../../instruments/instruments.js";
import type { Logger } from "../../log/logger.js";
import { rejectingUnreadable } from "../message-body.js";
import type { Addressing } from "./addressing.js";
import type { ListenAddress } from "./listen-addresses.js";
import { Amqp1Receiving } from "./receiving.js";

/** The addresses of a subscription, and who gets what comes from them. */
interface Amqp1SubscriptionOptions {
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
export class Amqp1Subscription extends Amqp1Receiving {
  readonly #options: Amqp1SubscriptionOptions;

  constructor(options: Amqp1SubscriptionOptions) {
    super("listen on", options.place);
    const { addresses, credit, concurrency, reattachDelay, log } = options;
    this.#options = options;
    this.receivers = addresses.map(({ label }) =>
      this.makeReceiver({
        name: `openstack.org/om/receiver/[${label}]/${randomId()}`,
        credit,
        ...(concurrency !== undefined && { window: concurrency }),
        reattachDelay,
        log,
        onDelivery: rejectingUnreadable(options.onDelivery, options),
      }),
    );
  }

  attach(live: LiveConnection, addressing: Addressing): void {
    this.attachTo(
      this.#options.addresses.map(({ address }) => address(addressing)),
      live,
    );
  }
}
