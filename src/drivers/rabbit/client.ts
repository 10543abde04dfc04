import type { IncomingDelivery } from "../../amqp/client/receiver.js";
import { AmqpSender } from "../../amqp/client/sender.js";
import { AmqpError } from "../../amqp/codec/amqp-error.js";
import { randomId } from "../../amqp/codec/message-writer.js";
import { MessageDeliveryFailure } from "../../errors/delivery-errors.js";
import type { Instruments } from "../../instruments/instruments.js";
import type { Logger } from "../../log/logger.js";
import { describeTarget, type Target } from "../../messaging/target.js";
import type { Lifetime } from "../../time/lifetime.js";
import { CallTask } from "../call-task.js";
import type { Reply, SendOptions } from "../driver.js";
import { isUnreadable } from "../malformed-message.js";
import { ExpectedReplies } from "../pending-call.js";
import { sendMessage } from "../send-message.js";
import { decodeBody, decodeReply, encodeBody, sealRequest } from "./codec.js";
import type { RabbitPeer } from "./peer.js";
import type { ReplyPath } from "./reply-path.js";
import { ReplyQueue } from "./reply-queue.js";
import { CastPolicy, RabbitCallPolicy, type RequestPolicyOptions } from "./request-policies.js";
import { SendClock } from "./send-clock.js";
import { ShortLivedReplies } from "./short-lived-replies.js";
import type { Topology } from "./topology.js";

export interface RabbitClientOptions {
  /** Sends casts. Calls have a sender of their own, which begins when their replies can come. */
  readonly casts: AmqpSender;
  /** That of the transport. */
  readonly lifetime: Lifetime;
  readonly topology: Topology;
  readonly compressed: boolean;
  /** Calls that may wait to be sent. */
  readonly queueLimit: number;
  /** Seconds a cast may take to be delivered when its sender does not say. */
  readonly sendTimeout: number;
  /** ms before a link the broker detached is attached again. */
  readonly retryDelay: number;
  /** The frame that is still to come of a broker that took the connection. */
  readonly silence: () => string | undefined;
  /** The transport is closed after a few calls. */
  readonly isShortLived: boolean;
  readonly log: Logger;
  readonly instruments: Instruments | undefined;
}

/** ms of waiting that no declaration or attach explains. */
const BLOCKED_AFTER = 500;

/** ms after a reconnect in which servers are expected to declare their queues again. */
const SETTLING = 10_000;

/** The client's half of the driver: sends requests and waits for their replies. It declares its reply queue alone. */
export class RabbitClient {
  readonly #options: RabbitClientOptions;
  readonly #expected: ExpectedReplies;
  readonly #replies: ReplyPath;
  readonly #sender: AmqpSender;
  readonly #policyOptions: RequestPolicyOptions;
  readonly #calls: RabbitCallPolicy;
  #peer: RabbitPeer | undefined;
  /** Why nothing can be sent. */
  #trouble: AmqpError | undefined;
  #hasCalls = false;
  /** Replies can come over this connection. */
  #canReply = false;
  /** Monotonic ms until which a missing queue counts as one that is coming back. */
  #settlingUntil = 0;
  #hasBeenReady = false;
  /** Monotonic ms at which the connection was there. */
  #readyAt = 0;

  constructor(options: RabbitClientOptions) {
    this.#options = options;
    const { topology, compressed, queueLimit, retryDelay, log } = options;
    this.#expected = new ExpectedReplies(log, options.instruments);
    this.#replies = this.#makePath();
    this.#sender = new AmqpSender({
      name: () => `calls-${randomId()}`,
      queueLimit,
      reattachDelay: retryDelay,
      // No call is sent before its reply can come.
      maySend: () => this.#canReply,
      log,
    });
    this.#policyOptions = {
      isSettling: () => this.#isSettling,
      whyUnsent: (seconds) => this.#whyUnsent(seconds),
    };
    this.#calls = new RabbitCallPolicy({
      ...this.#policyOptions,
      replies: this.#expected,
      replyQueue: () => this.#replies.name,
      topology,
      compressed,
      clock: new SendClock(),
      trouble: () => this.#trouble?.message,
    });
  }

  /** There is a broker to send to. */
  ready(peer: RabbitPeer): void {
    this.#peer = peer;
    this.#trouble = undefined;
    if (this.#hasBeenReady) this.#settlingUntil = performance.now() + SETTLING;
    this.#hasBeenReady = true;
    this.#readyAt = performance.now();
    if (this.#hasCalls) this.#attach(peer);
  }

  /** The connection is gone, or could not be made. */
  lost(error: AmqpError): void {
    const wasReady = this.#peer !== undefined;
    this.#peer = undefined;
    this.#canReply = false;
    this.#trouble = error;
    if (wasReady && this.#hasCalls) this.#replies.lost(error);
    this.#sender.lost(error);
  }

  close(): void {
    this.#sender.close();
    this.#replies.close();
    this.#expected.clear();
    for (const call of this.#calls.calls) call.closed();
  }

  /** Sends a request and waits for its reply. */
  call(target: Target, method: string, request: string, options: SendOptions): Promise<Reply> {
    const { mostCalls = Number.POSITIVE_INFINITY } = this.#replies;
    if (this.#calls.calls.size >= mostCalls) {
      throw new MessageDeliveryFailure(
        `${method} on ${describeTarget(target)} was not sent: a short-lived transport makes ${mostCalls} calls at once; make it without shortLived`,
        { code: "QUEUE_FULL", mayHaveRun: false, retryable: true },
      );
    }
    const call = new CallTask(this.#calls, target, method, request, options);
    this.#startReplies();
    return call.start(this.#sender);
  }

  /**
   * Sends a request that has no reply; resolves when the broker has it, also when no queue wants it. One that must
   * arrive fails then.
   */
  cast(target: Target, method: string, request: string, options: SendOptions): Promise<void> {
    const { topology, compressed, sendTimeout, casts } = this.#options;
    const { retry, signal, timeout: seconds = sendTimeout, transportOptions } = options;
    const isSure = transportOptions?.atLeastOnce === true;
    const body = sealRequest(request);
    return sendMessage(casts, {
      encode: () => encodeBody(body, { to: topology.address(target), compressed }),
      what: `${method} on ${describeTarget(target)}`,
      policy: new CastPolicy(isSure, topology.route(target), this.#policyOptions),
      seconds,
      retry,
      signal,
    });
  }

  #makePath(): ReplyPath {
    const { topology, lifetime, isShortLived, log } = this.#options;
    const onDelivery = (delivery: IncomingDelivery) => this.#onReply(delivery);
    const onGone = (why: string) => {
      this.#expected.clear();
      for (const call of this.#calls.calls) call.lost(why);
    };
    const queue = new ReplyQueue({ onDelivery, topology, lifetime, log, onRenamed: onGone });
    if (!isShortLived) return queue;
    const onDetached = () => {
      if (this.#peer !== undefined) this.#attachReplies(this.#peer);
    };
    return new ShortLivedReplies({ queue, onDelivery, onGone, onDetached, log });
  }

  #onReply(delivery: IncomingDelivery): void {
    // As in Python, whatever becomes of it: no other client can make anything of it.
    delivery.accept();
    try {
      const { fields } = decodeBody(delivery.bytes);
      const { _msg_id: id } = fields;
      this.#expected.answer(typeof id === "string" ? id : undefined, fields, decodeReply);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      const details = { queue: this.#replies.name, reason: error.message };
      this.#options.log.warn(details, "A reply that cannot be read is dropped");
    }
  }

  #startReplies(): void {
    if (this.#hasCalls) return;
    this.#hasCalls = true;
    if (this.#peer !== undefined) this.#attach(this.#peer);
  }

  #attach(peer: RabbitPeer): void {
    this.#attachReplies(peer);
    this.#sender.attach(peer.live, null);
  }

  #attachReplies(peer: RabbitPeer): void {
    const { lifetime } = peer.live;
    this.#canReply = false;
    this.#replies.attach(peer).then(
      () => {
        if (lifetime.ended) return;
        this.#trouble = undefined;
        this.#canReply = true;
        this.#sender.resume();
      },
      (error: Error) => {
        if (lifetime.ended) return;
        const { log, retryDelay } = this.#options;
        this.#trouble = new AmqpError("link-detached", `RabbitMQ gives no reply queue: ${error.message}`);
        log.error({ reason: error.message }, "RabbitMQ gives no reply queue; trying again");
        lifetime.after(retryDelay, () => this.#attachReplies(peer));
      },
    );
  }

  /** True while a missing queue counts as one that is coming back. */
  get #isSettling(): boolean {
    return performance.now() < this.#settlingUntil;
  }

  /** The reason why a request has not been sent for so many seconds, as far as it is known. */
  #whyUnsent(seconds: number): string {
    const trouble = this.#trouble;
    // Whoever has turned us away does so again, whatever the attempt under way waits for.
    if (trouble?.hopeless) return trouble.message;
    const known = this.#options.silence() ?? trouble?.message;
    if (known !== undefined) return known;
    if (this.#peer === undefined) return "there is no connection yet";
    if (Math.min(seconds * 1000, performance.now() - this.#readyAt) < BLOCKED_AFTER) {
      return "RabbitMQ has not taken it yet";
    }
    return "RabbitMQ takes no messages now, as when a memory or disk alarm is on";
  }
}
