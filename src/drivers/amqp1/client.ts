import type { LiveConnection } from "../../amqp/client/live-connection.js";
import { AmqpReceiver, type IncomingDelivery } from "../../amqp/client/receiver.js";
import type { AmqpSender } from "../../amqp/client/sender.js";
import type { AmqpError } from "../../amqp/codec/amqp-error.js";
import { bodyText, decodeMessage, decodeString } from "../../amqp/codec/message.js";
import { encodeMessage, randomId } from "../../amqp/codec/message-writer.js";
import type { Instruments } from "../../instruments/instruments.js";
import type { Logger } from "../../log/logger.js";
import type { ContextFields } from "../../messaging/request-context.js";
import { describeTarget, type Target } from "../../messaging/target.js";
import { type CallMessage, CallTask } from "../call-task.js";
import type { Reply, RpcMessage, SendOptions } from "../driver.js";
import { DECODE_ERROR, isUnreadable } from "../malformed-message.js";
import { ExpectedReplies } from "../pending-call.js";
import { transportClosed } from "../send-errors.js";
import { sendMessage } from "../send-message.js";
import { decodeReply, encodeRequest } from "./codec.js";
import type { Amqp1Peer } from "./peer.js";
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
  readonly instruments: Instruments | undefined;
}

/** The client's half of the driver: sends requests and waits for their replies. */
export class Amqp1Client {
  readonly #options: Amqp1ClientOptions;
  readonly #replyLink: ReplyLink;
  readonly #calls: Amqp1CallPolicy;
  /** Of messages that are sent once, and of those that must arrive. */
  readonly #once: Amqp1SendPolicy;
  readonly #surely: Amqp1SendPolicy;
  readonly #senders = new WeakMap<Target, AmqpSender>();
  #peer: Amqp1Peer | undefined;
  /** Why there is no peer. */
  #trouble: AmqpError | undefined;
  #isClosed = false;

  constructor(options: Amqp1ClientOptions) {
    this.#options = options;
    const { replyCredit: credit, onReplyLinkDetached: onDetached, log, retryDelay, preSettled } = options;
    const replies = new ExpectedReplies(log, options.instruments);
    const whyNoPeer = () => this.#whyNoPeer();
    const encode = ({ ttl, id, address, body }: CallMessage) => {
      const { replyAddress } = this.#peer as Amqp1Peer;
      return encodeMessage({ ttl, messageId: id, to: address, replyTo: replyAddress, body });
    };
    const settled = preSettled.has("rpc-call");
    this.#replyLink = new ReplyLink({ credit, onDetached, replies, log });
    this.#once = new Amqp1SendPolicy({ retryDelay, whyNoPeer });
    this.#surely = new Amqp1SendPolicy({ retryDelay, whyNoPeer, repeats: true });
    this.#calls = new Amqp1CallPolicy({ retryDelay, whyNoPeer, replies, settled, encode });
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
    this.#isClosed = true;
    this.#replyLink.close();
    for (const call of this.#calls.calls) call.closed();
  }

  /**
   * Sends a request, and waits for its reply if it has one. Returns the promise of the reply itself: an asynchronous
   * function would make two more for each request.
   */
  send(
    target: Target,
    context: ContextFields,
    message: RpcMessage,
    options: SendOptions,
  ): Promise<Reply | undefined> {
    if (this.#isClosed) return Promise.reject(transportClosed());
    const { method } = message;
    const callMonitorTimeout = options.waitForReply ? options.callMonitorTimeout : undefined;
    let body: string;
    try {
      body = encodeRequest({ message, context, callMonitorTimeout });
    } catch (error) {
      return Promise.reject(error);
    }
    const sender = this.#sender(target);
    return options.waitForReply
      ? new CallTask(this.#calls, target, method, body, options).start(sender)
      : this.#cast(sender, `${method} on ${describeTarget(target)}`, body, options);
  }

  /**
   * Sends a request that has no reply; resolves when it is delivered, as far as that can be known. One that must arrive
   * asks for its outcome, and is sent again until it is accepted.
   */
  async #cast(sender: AmqpSender, what: string, body: string, options: SendOptions): Promise<undefined> {
    const { sendTimeout, preSettled } = this.#options;
    const { retry, signal, timeout: seconds = sendTimeout, transportOptions } = options;
    const isSure = transportOptions?.atLeastOnce === true;
    await sendMessage(sender, {
      encode: () => encodeMessage({ to: sender.address, body }),
      what,
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
    const key = ["notification", topic].join("\n");
    const sender = senders.get(key, ({ addressing }) => addressing.notificationAddress(topic));
    return sendMessage(sender, {
      encode: () => encodeMessage({ to: sender.address, body }),
      what: `Notification ${eventType} on ${describeTarget({ topic })}`,
      policy: this.#once,
      settled: preSettled.has("notify"),
      seconds: notifyTimeout,
      retry,
    });
  }

  /** The requests of a client have one and the same target: its sender is not looked for each time. */
  #sender(target: Target): AmqpSender {
    const known = this.#senders.get(target);
    if (known?.isClosed === false) return known;
    const { topic, exchange, server, fanout } = target;
    const kind = fanout ? "fanout" : server === undefined ? "any" : "server";
    const key = [kind, exchange, topic, server].join("\n");
    const sender = this.#options.senders.get(key, (peer) =>
      peer.addressing.rpcAddress({ topic, exchange, server, fanout }),
    );
    this.#senders.set(target, sender);
    return sender;
  }

  #whyNoPeer(): string | undefined {
    if (this.#peer !== undefined) return undefined;
    const trouble = this.#trouble;
    // Whoever has turned us away does so again, whatever the attempt under way waits for.
    if (trouble?.hopeless) return trouble.message;
    return this.#options.silence() ?? trouble?.message ?? "there is no connection yet";
  }
}

/** Options of a reply link. */
interface ReplyLinkOptions {
  /** Replies the peer may have on the way (`reply_link_credit`). */
  readonly credit: number;
  readonly replies: ExpectedReplies;
  readonly log: Logger;
  /** The peer has detached the link: its address is gone, and with it every reply under way. */
  readonly onDetached: () => void;
}

/** Receives the replies to all calls of a transport. */
class ReplyLink {
  readonly #receiver: AmqpReceiver;
  readonly #log: Logger;
  readonly #replies: ExpectedReplies;
  /** Where the peer puts replies, once it has said so. */
  #address: string | undefined;

  constructor({ credit, replies, log, onDetached }: ReplyLinkOptions) {
    this.#replies = replies;
    this.#log = log;
    this.#receiver = new AmqpReceiver({
      name: `openstack.org/om/receiver/[rpc-response]/${randomId()}`,
      credit,
      reattachDelay: 0,
      log,
      onDelivery: (delivery) => this.#onDelivery(delivery),
      onDetached: () => {
        onDetached();
        return false;
      },
    });
  }

  /** Attaches on a new connection; resolves with the address the peer gives it. @throws {AmqpError} */
  async attach(live: LiveConnection): Promise<string> {
    this.#address = await this.#receiver.attach(live, null, "rpc-response");
    return this.#address;
  }

  close(): void {
    void this.#receiver.close();
    this.#replies.clear();
  }

  #onDelivery(delivery: IncomingDelivery): void {
    let messageId: string | undefined;
    let body: string | null;
    try {
      const message = decodeMessage(delivery.bytes);
      messageId = decodeString(message.correlationId);
      body = bodyText(message);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      const fields = { address: this.#address, reason: error.message };
      this.#log.warn(fields, "A reply that cannot be read is rejected");
      delivery.reject(DECODE_ERROR, error.message);
      return;
    }
    const isWanted = this.#replies.answer(messageId, body, (text) =>
      text === null ? undefined : decodeReply(text),
    );
    if (isWanted) delivery.accept();
    else delivery.modify({ deliveryFailed: true, undeliverableHere: true });
  }
}
