import type { IncomingDelivery } from "../../amqp/client/receiver.js";
import type { AmqpSender } from "../../amqp/client/sender.js";
import { decodeMessage, type IncomingMessage } from "../../amqp/codec/message.js";
import { encodeMessage } from "../../amqp/codec/message-writer.js";
import type { Configuration } from "../../config/configuration.js";
import { amqp } from "../../config/groups/amqp.js";
import type { Logger } from "../../log/logger.js";
import type { ContextFields } from "../../messaging/request-context.js";
import type { IncomingRequest, Reply, RpcMessage } from "../driver.js";
import { writeReply } from "../message-body.js";
import { sendTold } from "../send-message.js";
import { decodeRequest, encodeReply } from "./codec.js";
import type { Amqp1Peer } from "./peer.js";
import { Amqp1SendPolicy } from "./send-policy.js";
import type { SenderCache } from "./sender-cache.js";

/** Options of what sends replies. */
export interface Amqp1ReplierOptions {
  readonly senders: SenderCache;
  /** True for an address of a server or a listener. */
  readonly isService: (address: string) => boolean;
  /** No outcome is asked for (`rpc-reply` in `pre_settled`). */
  readonly settled: boolean;
  /** Seconds (`default_reply_timeout`). */
  readonly timeout: number;
  /** `default_reply_retry` */
  readonly retry: number;
  /** ms before a reply the peer gave back is sent again. */
  readonly retryDelay: number;
  readonly log: Logger;
}

/** Where a reply goes. */
export interface ReplyTo {
  readonly address: string;
  /** The request's message id as it came, encoded. */
  readonly messageId: Buffer | undefined;
}

/**
 * Sends replies and heartbeats. One sender reaches all clients where the peer relays by a message's `to`: a client
 * that is gone then holds up no other. Elsewhere each client has a link and a session of its own.
 */
export class Amqp1Replier {
  readonly #options: Amqp1ReplierOptions;
  readonly #policy: Amqp1SendPolicy;
  /** The sender to any address. */
  #anonymous: AmqpSender | undefined;
  /** Undefined while there is no connection. */
  peer: Amqp1Peer | undefined;

  constructor(options: Amqp1ReplierOptions) {
    this.#options = options;
    const { retryDelay } = options;
    const whyNoPeer = () => (this.peer === undefined ? "there is no connection" : undefined);
    this.#policy = new Amqp1SendPolicy({ retryDelay, whyNoPeer });
  }

  /**
   * Reads requests, which are answered here, and hands them on. What it returns throws {@link MalformedMessage} and
   * `EncodingError`.
   */
  reader(onRequest: (request: IncomingRequest) => void): (delivery: IncomingDelivery) => void {
    const { log } = this.#options;
    return (delivery) => onRequest(new Amqp1Request(delivery, decodeMessage(delivery.bytes), this, log));
  }

  /**
   * Sends a reply. Never rejects: one that cannot be delivered is logged. Not asynchronous: one promise is told of the end,
   * where others would wait for each other.
   */
  reply(to: ReplyTo, body: string): Promise<void> {
    const { settled, timeout: seconds, retry, log } = this.#options;
    const encode = () => encodeMessage({ to: to.address, correlationId: to.messageId, body });
    const message = { encode, what: "The reply", policy: this.#policy, settled, seconds, retry };
    return new Promise((resolve) => {
      const failed = (error: unknown) => {
        log.warn({ address: to.address, reason: (error as Error).message }, "A reply could not be delivered");
        resolve();
      };
      try {
        sendTold(this.#sender(to.address), message, resolve, failed);
      } catch (error) {
        failed(error);
      }
    });
  }

  /** Sends a heartbeat, which is worth nothing when it does not get through at once. Never rejects. */
  async heartbeat(to: ReplyTo, seconds: number): Promise<void> {
    const ttl = seconds * 1000;
    const encode = () => encodeMessage({ ttl, to: to.address, correlationId: to.messageId, body: null });
    try {
      await this.#sender(to.address).send({
        encode,
        settled: true,
        deadline: performance.now() + ttl,
        retry: 0,
      });
    } catch (error) {
      this.#options.log.debug(
        { address: to.address, reason: (error as Error).message },
        "A heartbeat was not delivered",
      );
    }
  }

  /** True for an address that takes replies: a peer must not make this server write to another service. */
  accepts(address: string): boolean {
    return address !== "" && !this.#options.isService(address);
  }

  #sender(address: string): AmqpSender {
    const { senders } = this.#options;
    if (this.peer?.live.relaysAnonymously === false) return senders.getForReply(address);
    if (this.#anonymous?.isClosed !== false) this.#anonymous = senders.get("anonymous", () => null);
    return this.#anonymous;
  }
}

/** A request that came in over AMQP 1.0. */
export class Amqp1Request implements IncomingRequest {
  readonly message: RpcMessage;
  readonly context: ContextFields;
  readonly deadline: number | undefined;
  readonly callMonitorTimeout: number | undefined;
  readonly #delivery: IncomingDelivery;
  readonly #replier: Amqp1Replier;
  readonly #log: Logger;
  readonly #replyTo: ReplyTo | undefined;

  /** @throws {MalformedMessage} the body is no request. */
  constructor(delivery: IncomingDelivery, incoming: IncomingMessage, replier: Amqp1Replier, log: Logger) {
    const { message, context, callMonitorTimeout } = decodeRequest(incoming);
    const { ttl, replyTo, messageId } = incoming;
    this.message = message;
    this.context = context;
    this.callMonitorTimeout = callMonitorTimeout;
    this.deadline = ttl === undefined ? undefined : performance.now() + ttl;
    this.#delivery = delivery;
    this.#replier = replier;
    this.#log = log;
    if (replyTo === undefined) return;
    if (replier.accepts(replyTo)) this.#replyTo = { address: replyTo, messageId };
    else log.warn({ address: replyTo }, "A request asks for its reply at an address that is not for replies");
  }

  get expectsReply(): boolean {
    return this.#replyTo !== undefined;
  }

  acknowledge(): boolean {
    return this.#delivery.accept();
  }

  onWithdrawn(tell: () => void): void {
    this.#delivery.onWithdrawn(tell);
  }

  requeue(): void {
    this.#delivery.release();
  }

  done(): void {
    this.#delivery.done();
  }

  reply(reply: Reply): Promise<void> {
    if (this.#replyTo === undefined) return Promise.resolve();
    const body = writeReply(this.message, reply, encodeReply, this.#log);
    return this.#replier.reply(this.#replyTo, body);
  }

  heartbeat(): void {
    if (this.#replyTo === undefined || this.callMonitorTimeout === undefined) return;
    void this.#replier.heartbeat(this.#replyTo, this.callMonitorTimeout);
  }
}

/**
 * Tells the addresses that servers or listeners may be subscribed to, which never are ones to send a reply to: of both
 * forms, since a peer may serve both, and whatever way a router takes an address to be written.
 */
export function serviceAddresses(configuration: Configuration): (address: string) => boolean {
  const legacy = [amqp.serverRequestPrefix, amqp.broadcastPrefix, amqp.groupRequestPrefix];
  const routable = [amqp.rpcAddressPrefix, amqp.notifyAddressPrefix];
  const prefixes = [
    ...legacy.map((option) => `${configuration.get(option)}.`),
    ...routable.map((option) => `${configuration.get(option)}/`),
  ].map(withoutScheme);
  return (address) => {
    const plain = withoutScheme(address);
    return prefixes.some((prefix) => plain.startsWith(prefix));
  };
}

/** `amqp:/x`, `amqp://host/x` and `/x` are `x` to Qpid's routers. */
function withoutScheme(address: string): string {
  return address.replace(/^(?:amqps?:)?(?:\/\/[^/]*)?\/*/i, "");
}
