import { randomUUID } from "node:crypto";
import { AmqpError } from "../../amqp/amqp-error.js";
import type { LiveConnection } from "../../amqp/live-connection.js";
import { encodeMessage } from "../../amqp/message.js";
import type { AmqpSender, Outgoing } from "../../amqp/sender.js";
import type { Logger } from "../../log/logger.js";
import { describeTarget, type Target } from "../../messaging/target.js";
import { monotonicNow } from "../../time/clock.js";
import { timedOut, transportClosed } from "../delivery-messages.js";
import type { Reply, SendOptions } from "../driver.js";
import { PendingCall } from "../pending-call.js";
import { deliver, deliveryFailure } from "./deliver.js";
import type { Peer } from "./peer.js";
import { ReplyLink, replyLost } from "./reply-link.js";
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
  readonly log: Logger;
}

/** The client's half of the driver: sends requests and waits for their replies. */
export class Amqp1Client {
  readonly #options: Amqp1ClientOptions;
  readonly #replyLink: ReplyLink;
  readonly #calls = new Set<PendingCall>();
  /** Calls whose request the peer has taken: nothing but their reply can end well. */
  readonly #delivered = new Set<PendingCall>();
  #peer: Peer | undefined;
  /** Why there is no peer. */
  #trouble: AmqpError | undefined;

  constructor(options: Amqp1ClientOptions) {
    this.#options = options;
    const { replyCredit: credit, onReplyLinkDetached: onDetached, log } = options;
    this.#replyLink = new ReplyLink({ credit, onDetached, log });
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
    for (const call of this.#delivered) call.fail(replyLost(error.message));
  }

  close(): void {
    this.#replyLink.close();
    for (const call of this.#calls) call.fail(transportClosed());
  }

  /** Sends a request and waits for its reply. */
  async call(target: Target, method: string, body: string, options: SendOptions): Promise<Reply> {
    let messageId: string | undefined;
    const call = new PendingCall(options, (seconds, why) => {
      const reason = why ?? this.#whyUnsent(messageId !== undefined);
      return timedOut(target, method, seconds, { waitForReply: true, why: reason });
    });
    const encode = () => {
      // Sent again, it has a new id: a reply to the first try must not be taken for one to the second.
      if (messageId !== undefined) this.#replyLink.forget(messageId);
      messageId = randomUUID().replaceAll("-", "");
      this.#replyLink.expect(messageId, call);
      const { addressing, replyAddress } = this.#peer as Peer;
      const { deadline } = call;
      const ttl = deadline === undefined ? undefined : Math.max(1, deadline - monotonicNow());
      return encodeMessage({
        ttl,
        messageId,
        to: addressing.rpcAddress(target),
        replyTo: replyAddress,
        body,
      });
    };
    // What ends the wait early withdraws a message that is not sent yet.
    const endsEarly = options.signal !== undefined || Boolean(options.callMonitorTimeout);
    const withdrawal = endsEarly ? new AbortController() : undefined;
    const { deadline } = call;
    const { retryDelay, preSettled } = this.#options;
    const settled = preSettled.has("rpc-call");
    this.#calls.add(call);
    deliver(
      this.#sender(target),
      { encode, settled, deadline, retry: options.retry, signal: withdrawal?.signal },
      retryDelay,
    ).then(
      () => {
        if (call.settled) return;
        if (messageId !== undefined && this.#replyLink.expects(messageId)) this.#delivered.add(call);
        else call.fail(replyLost(this.#trouble?.message ?? "the connection is another one"));
      },
      (error: unknown) => failCall(call, error, `${method} on ${describeTarget(target)}`),
    );
    try {
      return await call.result;
    } finally {
      this.#calls.delete(call);
      this.#delivered.delete(call);
      if (messageId !== undefined) this.#replyLink.forget(messageId);
      withdrawal?.abort();
    }
  }

  /** Sends a request that has no reply; resolves when it is delivered, as far as that can be known. */
  async cast(target: Target, method: string, body: string, options: SendOptions): Promise<void> {
    const { sendTimeout, preSettled } = this.#options;
    const { retry, signal, timeout: seconds = sendTimeout } = options;
    const encode = () => encodeMessage({ to: (this.#peer as Peer).addressing.rpcAddress(target), body });
    const settled = preSettled.has("rpc-cast");
    await this.#post(this.#sender(target), { encode, settled, retry, signal, seconds }, method, target);
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
    { seconds, ...message }: Outgoing & { readonly seconds: number },
    what: string,
    target: Target,
  ): Promise<void> {
    const deadline = monotonicNow() + seconds * 1000;
    try {
      await deliver(sender, { ...message, deadline }, this.#options.retryDelay);
    } catch (error) {
      if (!(error instanceof AmqpError)) throw error;
      if (error.reason === "withdrawn") throw message.signal?.reason;
      if (!hasExpired(error)) throw deliveryFailure(error, `${what} on ${describeTarget(target)}`);
      const why = this.#whyUnsent(error.reason === "expired-sent");
      throw timedOut(target, what, seconds, { waitForReply: false, why });
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
  #whyUnsent(sent: boolean): string | undefined {
    if (sent) return undefined;
    return this.#peer === undefined ? this.#trouble?.message : "nobody is listening";
  }
}

/** What ran out of time is reported by the call's own timer. */
function failCall(call: PendingCall, error: unknown, what: string): void {
  if (!(error instanceof AmqpError)) call.fail(error);
  else if (!hasExpired(error)) call.fail(deliveryFailure(error, what));
}

function hasExpired({ reason }: AmqpError): boolean {
  return reason === "expired-unsent" || reason === "expired-sent";
}
