import { randomUUID } from "node:crypto";
import type { AmqpError } from "../../amqp/amqp-error.js";
import { EncodingError } from "../../amqp/encoding.js";
import type { LiveConnection } from "../../amqp/live-connection.js";
import { decodeMessage } from "../../amqp/message.js";
import { AmqpReceiver, type IncomingDelivery } from "../../amqp/receiver.js";
import { ServerListenError } from "../../errors/setup-errors.js";
import type { Logger } from "../../log/logger.js";
import { describeTarget, type Target } from "../../messaging/target.js";
import type { IncomingRequest } from "../driver.js";
import { MalformedMessage } from "../malformed-message.js";
import type { Addressing } from "./addressing.js";
import type { Replier } from "./replier.js";
import { Amqp1Request } from "./request.js";

/** AMQP error condition of a message that cannot be read (AMQP 1.0, part 2.8.15). */
const DECODE_ERROR = "amqp:decode-error";

/** How a server's subscription is made. */
export interface SubscriptionOptions {
  readonly target: Target;
  readonly onRequest: (request: IncomingRequest) => void;
  /** Requests the peer may have on the way to each address (`rpc_server_credit`). */
  readonly credit: number;
  /** Requests of each address that may be worked on at once; undefined: any number. */
  readonly concurrency?: number | undefined;
  /** ms before a link the peer detached is attached again (`link_retry_delay`). */
  readonly reattachDelay: number;
  readonly replier: Replier;
  readonly log: Logger;
}

/** A server's three receivers: for itself, for all servers of the topic, and for any of them. */
export class Subscription {
  /** Resolves when all three are attached for the first time. */
  readonly ready: Promise<void>;
  readonly #options: SubscriptionOptions;
  readonly #receivers: readonly AmqpReceiver[];
  #resolve!: () => void;
  #reject!: (error: ServerListenError) => void;

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.#receivers = this.#targets().map((target) => this.#makeReceiver(target));
    this.ready = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Who does not wait for it must not be ended by its failure.
    this.ready.catch(() => {});
  }

  /** True while the peer can send requests to every address. */
  get attached(): boolean {
    return this.#receivers.every((receiver) => receiver.attached);
  }

  /** Attaches the receivers on a new connection. */
  attach(live: LiveConnection, addressing: Addressing): void {
    const addresses = this.#targets().map((target) => addressing.rpcAddress(target));
    const attached = this.#receivers.map((receiver, index) => receiver.attach(live, addresses[index] ?? ""));
    Promise.all(attached).then(this.#resolve, (error: AmqpError) => this.#onRefused(error));
  }

  /** The connection is gone. */
  lost(): void {
    for (const receiver of this.#receivers) receiver.lost();
  }

  close(): void {
    for (const receiver of this.#receivers) receiver.close();
    this.#reject(
      new ServerListenError(`Stopped before listening on ${describeTarget(this.#options.target)} began`),
    );
  }

  #targets(): readonly Target[] {
    const { topic, exchange, server } = this.#options.target;
    return [
      { topic, exchange, server },
      { topic, exchange, fanout: true },
      { topic, exchange },
    ];
  }

  #makeReceiver({ topic, server, fanout }: Target): AmqpReceiver {
    const { credit, concurrency, reattachDelay, log } = this.#options;
    const kind = fanout ? "fanout" : server === undefined ? "any" : "server";
    return new AmqpReceiver({
      name: `openstack.org/om/receiver/[${topic}:${kind}]/${randomUUID().replaceAll("-", "")}`,
      credit,
      ...(concurrency !== undefined && { window: concurrency }),
      reattachDelay,
      log,
      onDelivery: (delivery) => this.#onDelivery(delivery),
      onDetached: () => true,
    });
  }

  /** Lost with the connection, it is attached again on the next one; refused by the peer, it fails the start. */
  #onRefused(error: AmqpError): void {
    if (error.reason !== "link-detached") return;
    const place = describeTarget(this.#options.target);
    this.#reject(new ServerListenError(`Cannot listen on ${place}: ${error.message}`, { cause: error }));
  }

  #onDelivery(delivery: IncomingDelivery): void {
    const { replier, log, onRequest } = this.#options;
    let request: Amqp1Request;
    try {
      request = new Amqp1Request(delivery, decodeMessage(delivery.bytes), replier, log);
    } catch (error) {
      if (!(error instanceof MalformedMessage || error instanceof EncodingError)) throw error;
      log.warn({ reason: error.message }, "A request that cannot be read is rejected");
      delivery.reject(DECODE_ERROR, error.message);
      return;
    }
    onRequest(request);
  }
}
