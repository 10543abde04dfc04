import type { LiveConnection } from "../../amqp/client/live-connection.js";
import type { AmqpSender, Outgoing } from "../../amqp/client/sender.js";
import { AmqpError } from "../../amqp/codec/amqp-error.js";
import { encodeMessage } from "../../amqp/codec/message.js";
import type { Logger } from "../../log/logger.js";
import { describeTarget, type Target } from "../../messaging/target.js";
import { monotonicNow } from "../../time/clock.js";
import { deliveryFailure, hasExpired } from "../delivery-failure.js";
import { timedOut } from "../delivery-messages.js";
import type { Reply, SendOptions } from "../driver.js";
import { type CallContext, CallRequest } from "./call-request.js";
import { AwaitedDelivery, whyNotTaken } from "./deliver.js";
import type { Peer } from "./peer.js";
import { ReplyLink } from "./reply-link.js";
import type { SenderCache } from "./sender-cache.js";

/** How requests are sent. */
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
  /** What is still to come of a peer that took the connection. */
  readonly silence: () => string | undefined;
  readonly log: Logger;
}

/** The client's half of the driver: sends requests and waits for their replies. */
export class Amqp1Client {
  readonly #options: Amqp1ClientOptions;
  readonly #replyLink: ReplyLink;
  readonly #calls: CallContext;
  #peer: Peer | undefined;
  /** Why there is no peer. */
  #trouble: AmqpError | undefined;

  constructor(options: Amqp1ClientOptions) {
    this.#options = options;
    const { replyCredit: credit, onReplyLinkDetached: onDetached, log, retryDelay, preSettled } = options;
    this.#replyLink = new ReplyLink({ credit, onDetached, log });
    this.#calls = {
      replyLink: this.#replyLink,
      retryDelay,
      settled: preSettled.has("rpc-call"),
      requests: new Set(),
      peer: () => this.#peer,
      trouble: () => this.#whyNoPeer(),
    };
  }

  /** Attaches the reply link on a new connection; resolves with the address of replies. @throws {AmqpError} */
  attach(live: LiveConnection): Promise<string> {
    return this.#replyLink.attach(live);
  }

  /** Requests can be sent. */
  ready(peer: Peer): void {
    this.#peer = peer;
    this.#trouble = undefined;
  }

  /** The connection is gone, or could not be made. Replies to what was sent on it cannot come any more. */
  lost(error: AmqpError): void {
    this.#peer = undefined;
    this.#trouble = error;
    this.#replyLink.lost();
    for (const request of this.#calls.requests) request.lost(error);
  }

  close(): void {
    this.#replyLink.close();
    for (const request of this.#calls.requests) request.closed();
  }

  /** Sends a request and waits for its reply. */
  call(target: Target, method: string, body: string, options: SendOptions): Promise<Reply> {
    return new CallRequest(this.#calls, target, method, body, options).start(this.#sender(target));
  }

  /**
   * Sends a request that has no reply; resolves when it is delivered, as far as that can be known. One that must arrive
   * asks for its outcome, and is sent again until it is accepted.
   */
  async cast(target: Target, method: string, body: string, options: SendOptions): Promise<undefined> {
    const { sendTimeout, preSettled } = this.#options;
    const { retry, signal, timeout: seconds = sendTimeout, transportOptions } = options;
    const repeats = transportOptions?.atLeastOnce === true;
    const encode = () => encodeMessage({ to: (this.#peer as Peer).addressing.rpcAddress(target), body });
    const settled = preSettled.has("rpc-cast") && !repeats;
    const message = { encode, settled, retry, signal, seconds, repeats };
    await this.#post(this.#sender(target), message, method, target);
    return undefined;
  }

  /** Sends a notification; resolves when it is delivered, as far as that can be known. */
  async notify(topic: string, eventType: string, body: string, retry: number | undefined): Promise<void> {
    const { senders, notifyTimeout: seconds, preSettled } = this.#options;
    const sender = senders.get(["notification", topic].join("\n"), (peer) =>
      peer.addressing.notificationAddress(topic),
    );
    const encode = () =>
      encodeMessage({ to: (this.#peer as Peer).addressing.notificationAddress(topic), body });
    const settled = preSettled.has("notify");
    await this.#post(sender, { encode, settled, retry, seconds }, `Notification ${eventType}`, { topic });
  }

  /** Delivers a message that has no reply within the seconds given. */
  async #post(
    sender: AmqpSender,
    { seconds, repeats, ...message }: Outgoing & { readonly seconds: number; readonly repeats?: boolean },
    what: string,
    target: Target,
  ): Promise<void> {
    const deadline = monotonicNow() + seconds * 1000;
    const place = `${what} on ${describeTarget(target)}`;
    const { retryDelay } = this.#options;
    const delivery = new AwaitedDelivery({
      message: { ...message, deadline },
      what: place,
      retryDelay,
      repeats,
    });
    try {
      await delivery.send(sender);
    } catch (error) {
      if (!(error instanceof AmqpError)) throw error;
      if (error.reason === "withdrawn") throw message.signal?.reason;
      if (!hasExpired(error)) throw deliveryFailure(error, place, delivery.mayHaveArrived);
      const mayHaveRun = error.reason === "expired-sent";
      const why = mayHaveRun ? undefined : this.#whyUnsent(sender);
      throw timedOut(target, what, seconds, { waitForReply: false, why, mayHaveRun });
    }
  }

  #sender({ topic, exchange, server, fanout }: Target): AmqpSender {
    const kind = fanout ? "fanout" : server === undefined ? "any" : "server";
    const key = [kind, exchange, topic, server].join("\n");
    return this.#options.senders.get(key, (peer) =>
      peer.addressing.rpcAddress({ topic, exchange, server, fanout }),
    );
  }

  /** What keeps a request from being sent, as far as it is known. */
  #whyUnsent(sender: AmqpSender): string | undefined {
    return this.#peer === undefined ? this.#whyNoPeer() : whyNotTaken(sender);
  }

  #whyNoPeer(): string {
    const trouble = this.#trouble;
    // Whoever has turned us away does so again, whatever the attempt under way waits for.
    if (trouble?.hopeless) return trouble.message;
    return this.#options.silence() ?? trouble?.message ?? "there is no connection yet";
  }
}
