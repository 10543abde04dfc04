import type { AmqpSender } from "../../amqp/client/sender.js";
import { encodeMessage } from "../../amqp/codec/message-writer.js";
import type { Logger } from "../../log/logger.js";
import { monotonicNow } from "../../time/clock.js";
import { sendMessage } from "../send-message.js";
import type { Amqp1Peer } from "./peer.js";
import { Amqp1SendPolicy } from "./send-policy.js";
import type { SenderCache } from "./sender-cache.js";

/** Options of what sends replies. */
export interface Amqp1ReplierOptions {
  readonly senders: SenderCache;
  readonly peer: () => Amqp1Peer | undefined;
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

  constructor(options: Amqp1ReplierOptions) {
    this.#options = options;
    const { retryDelay, peer } = options;
    const whyNoPeer = () => (peer() === undefined ? "there is no connection" : undefined);
    this.#policy = new Amqp1SendPolicy({ retryDelay, whyNoPeer });
  }

  /** Sends a reply. Never rejects: one that cannot be delivered is logged. */
  async reply(to: ReplyTo, body: string): Promise<void> {
    const { settled, timeout: seconds, retry, log } = this.#options;
    const encode = () => encodeMessage({ to: to.address, correlationId: to.messageId, body });
    const message = { encode, what: "The reply", policy: this.#policy, settled, seconds, retry };
    try {
      await sendMessage(this.#sender(to.address), message);
    } catch (error) {
      log.warn({ address: to.address, reason: (error as Error).message }, "A reply could not be delivered");
    }
  }

  /** Sends a heartbeat, which is worth nothing when it does not get through at once. Never rejects. */
  async heartbeat(to: ReplyTo, seconds: number): Promise<void> {
    const ttl = seconds * 1000;
    const encode = () => encodeMessage({ ttl, to: to.address, correlationId: to.messageId, body: null });
    try {
      await this.#sender(to.address).send({
        encode,
        settled: true,
        deadline: monotonicNow() + ttl,
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
    const { senders, peer } = this.#options;
    const relays = peer()?.live.relaysAnonymously !== false;
    return relays ? senders.get("anonymous", () => null) : senders.getForReply(address);
  }
}
