import type { LiveConnection } from "../../amqp/client/live-connection.js";
import type { AmqpSender } from "../../amqp/client/sender.js";
import type { AmqpError } from "../../amqp/codec/amqp-error.js";
import { encodeMessage } from "../../amqp/codec/message-writer.js";
import type { Logger } from "../../log/logger.js";
import { describeTarget, type Target } from "../../messaging/target.js";
import { CallTask } from "../call-task.js";
import type { Reply, SendOptions } from "../driver.js";
import { ExpectedReplies } from "../expected-replies.js";
import { sendMessage } from "../send-message.js";
import type { Amqp1Peer } from "./peer.js";
import { ReplyLink } from "./reply-link.js";
import { Amqp1CallPolicy, Amqp1SendPolicy } from "./send-policy.js";
import type { SenderCache } from "./sender-cache.js";

/** Options of a client that sends requests. */
export interface Amqp1ClientOptions {
  readonly senders: SenderCache;
  /** ms before a message the peer gave back is sent again. */
  readonly retryDelay: number;
  /** Seconds a cast may take to be delivered when its sender does not say. */
  readonly sendTimeout: number;
  /** Seconds a notification may take to be delivered. */
  readonly notifyTimeout: number;
  /** Kinds of message that ask for no outcome. */
  readonly preSettled: ReadonlySet<string>;
  /** Replies the peer may have on the way. */
  readonly replyCredit: number;
  readonly onReplyLinkDetached: () => void;
  /** The frame that is still to come of a peer that took the connection. */
  readonly silence: () => string | undefined;
  readonly log: Logger;
}

/** The client's half of the driver: sends requests and waits for their replies. */
export class Amqp1Client {
  readonly #options: Amqp1ClientOptions;
  readonly #replyLink: ReplyLink;
  readonly #calls: Amqp1CallPolicy;
  /** Of messages that are sent once, and of those that must arrive. */
  readonly #once: Amqp1SendPolicy;
  readonly #surely: Amqp1SendPolicy;
  #peer: Amqp1Peer | undefined;
  /** Why there is no peer. */
  #trouble: AmqpError | undefined;

  constructor(options: Amqp1ClientOptions) {
    this.#options = options;
    const { replyCredit: credit, onReplyLinkDetached: onDetached, log, retryDelay, preSettled } = options;
    const replies = new ExpectedReplies(log);
    const whyNoPeer = () => this.#whyNoPeer();
    const peer = () => this.#peer as Amqp1Peer;
    const settled = preSettled.has("rpc-call");
    this.#replyLink = new ReplyLink({ credit, onDetached, replies, log });
    this.#once = new Amqp1SendPolicy({ retryDelay, whyNoPeer });
    this.#surely = new Amqp1SendPolicy({ retryDelay, whyNoPeer, repeats: true });
    this.#calls = new Amqp1CallPolicy({ retryDelay, whyNoPeer, replies, settled, peer });
  }

  /** Attaches the reply link on a new connection; resolves with the address of replies. @throws {AmqpError} */
  attach(live: LiveConnection): Promise<string> {
    return this.#replyLink.attach(live);
  }

  /** Requests can be sent. */
  ready(peer: Amqp1Peer): void {
    this.#peer = peer;
    this.#trouble = undefined;
  }

  /** The connection is gone, or could not be made. Replies to what was sent on it cannot come any more. */
  lost(error: AmqpError): void {
    this.#peer = undefined;
    this.#trouble = error;
    this.#calls.replies.clear();
    for (const call of this.#calls.calls) call.lost(error.message);
  }

  close(): void {
    this.#replyLink.close();
    for (const call of this.#calls.calls) call.closed();
  }

  /** Sends a request and waits for its reply. */
  call(target: Target, method: string, body: string, options: SendOptions): Promise<Reply> {
    return new CallTask(this.#calls, target, method, body, options).start(this.#sender(target));
  }

  /**
   * Sends a request that has no reply; resolves when it is delivered, as far as that can be known. One that must arrive
   * asks for its outcome, and is sent again until it is accepted.
   */
  async cast(target: Target, method: string, body: string, options: SendOptions): Promise<undefined> {
    const { sendTimeout, preSettled } = this.#options;
    const { retry, signal, timeout: seconds = sendTimeout, transportOptions } = options;
    const isSure = transportOptions?.atLeastOnce === true;
    await sendMessage(this.#sender(target), {
      encode: () => encodeMessage({ to: (this.#peer as Amqp1Peer).addressing.rpcAddress(target), body }),
      what: `${method} on ${describeTarget(target)}`,
      policy: isSure ? this.#surely : this.#once,
      settled: preSettled.has("rpc-cast") && !isSure,
      seconds,
      retry,
      signal,
    });
    return undefined;
  }

  /** Sends a notification; resolves when it is delivered, as far as that can be known. */
  notify(topic: string, eventType: string, body: string, retry: number | undefined): Promise<void> {
    const { senders, notifyTimeout, preSettled } = this.#options;
    const address = ({ addressing }: Amqp1Peer) => addressing.notificationAddress(topic);
    return sendMessage(senders.get(["notification", topic].join("\n"), address), {
      encode: () => encodeMessage({ to: address(this.#peer as Amqp1Peer), body }),
      what: `Notification ${eventType} on ${describeTarget({ topic })}`,
      policy: this.#once,
      settled: preSettled.has("notify"),
      seconds: notifyTimeout,
      retry,
    });
  }

  #sender({ topic, exchange, server, fanout }: Target): AmqpSender {
    const kind = fanout ? "fanout" : server === undefined ? "any" : "server";
    const key = [kind, exchange, topic, server].join("\n");
    return this.#options.senders.get(key, (peer) =>
      peer.addressing.rpcAddress({ topic, exchange, server, fanout }),
    );
  }

  #whyNoPeer(): string | undefined {
    if (this.#peer !== undefined) return undefined;
    const trouble = this.#trouble;
    // Whoever has turned us away does so again, whatever the attempt under way waits for.
    if (trouble?.hopeless) return trouble.message;
    return this.#options.silence() ?? trouble?.message ?? "there is no connection yet";
  }
}
