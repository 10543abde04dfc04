import { AmqpSender } from "../../amqp/client/sender.js";
import { AmqpError } from "../../amqp/codec/amqp-error.js";
import type { Logger } from "../../log/logger.js";
import { describeTarget, type Target } from "../../messaging/target.js";
import { monotonicNow } from "../../time/clock.js";
import type { Lifetime } from "../../time/lifetime.js";
import { CallTask } from "../call-task.js";
import type { Reply, SendOptions } from "../driver.js";
import { ExpectedReplies } from "../expected-replies.js";
import { randomId } from "../random-id.js";
import { sendMessage } from "../send-message.js";
import { encodeBody, sealRequest } from "./codec.js";
import type { Peer } from "./peer.js";
import { ReplyQueue } from "./reply-queue.js";
import { CastPolicy, RabbitCallPolicy, type RequestPolicyOptions } from "./request-policies.js";
import { SendClock } from "./send-clock.js";
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
  readonly log: Logger;
}

/** ms of waiting that no declaration or attach explains. */
const BLOCKED_AFTER = 500;

/** ms after a reconnect in which servers are expected to declare their queues again. */
const SETTLING = 10_000;

/** The client's half of the driver: sends requests and waits for their replies. It declares its reply queue alone. */
export class RabbitClient {
  readonly #options: RabbitClientOptions;
  readonly #replies: ReplyQueue;
  readonly #sender: AmqpSender;
  readonly #policyOptions: RequestPolicyOptions;
  readonly #calls: RabbitCallPolicy;
  #peer: Peer | undefined;
  /** Why nothing can be sent. */
  #trouble: AmqpError | undefined;
  #hasCalls = false;
  /** Monotonic ms until which a missing queue counts as one that is coming back. */
  #settlingUntil = 0;
  #hasBeenReady = false;
  /** Monotonic ms at which the connection was there. */
  #readyAt = 0;

  constructor(options: RabbitClientOptions) {
    this.#options = options;
    const { topology, lifetime, compressed, queueLimit, retryDelay, log } = options;
    const replies = new ExpectedReplies(log);
    this.#replies = new ReplyQueue({
      replies,
      topology,
      lifetime,
      log,
      onRenamed: (why) => {
        for (const call of this.#calls.calls) call.lost(why);
      },
    });
    this.#sender = new AmqpSender({
      name: () => `calls-${randomId()}`,
      queueLimit,
      reattachDelay: retryDelay,
      log,
    });
    this.#policyOptions = {
      isSettling: () => this.#isSettling,
      whyUnsent: (seconds) => this.#whyUnsent(seconds),
    };
    this.#calls = new RabbitCallPolicy({
      ...this.#policyOptions,
      replies,
      replyQueue: () => this.#replies.name,
      topology,
      compressed,
      clock: new SendClock(),
      trouble: () => this.#trouble?.message,
    });
  }

  /** There is a broker to send to. */
  ready(peer: Peer): void {
    this.#peer = peer;
    this.#trouble = undefined;
    if (this.#hasBeenReady) this.#settlingUntil = monotonicNow() + SETTLING;
    this.#hasBeenReady = true;
    this.#readyAt = monotonicNow();
    if (this.#hasCalls) this.#attach(peer);
  }

  /** The connection is gone, or could not be made. */
  lost(error: AmqpError): void {
    const wasReady = this.#peer !== undefined;
    this.#peer = undefined;
    this.#trouble = error;
    if (wasReady && this.#hasCalls) this.#replies.lost(error);
    this.#sender.lost(error);
  }

  close(): void {
    this.#sender.close();
    this.#replies.close();
    for (const call of this.#calls.calls) call.closed();
  }

  /** Sends a request and waits for its reply. */
  call(target: Target, method: string, request: string, options: SendOptions): Promise<Reply> {
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

  #startReplies(): void {
    if (this.#hasCalls) return;
    this.#hasCalls = true;
    if (this.#peer !== undefined) this.#attach(this.#peer);
  }

  /** No call is sent before its reply can come. */
  #attach(peer: Peer): void {
    const { lifetime } = peer.live;
    this.#replies.attach(peer).then(
      () => {
        if (lifetime.ended) return;
        this.#trouble = undefined;
        this.#sender.attach(peer.live, null);
      },
      (error: Error) => {
        if (lifetime.ended) return;
        const { log, retryDelay } = this.#options;
        this.#trouble = new AmqpError("link-detached", `RabbitMQ gives no reply queue: ${error.message}`);
        log.error({ reason: error.message }, "RabbitMQ gives no reply queue; trying again");
        lifetime.after(retryDelay, () => this.#attach(peer));
      },
    );
  }

  /** True while a missing queue counts as one that is coming back. */
  get #isSettling(): boolean {
    return monotonicNow() < this.#settlingUntil;
  }

  /** The reason why a request has not been sent for so many seconds, as far as it is known. */
  #whyUnsent(seconds: number): string {
    const trouble = this.#trouble;
    // Whoever has turned us away does so again, whatever the attempt under way waits for.
    if (trouble?.hopeless) return trouble.message;
    const known = this.#options.silence() ?? trouble?.message;
    if (known !== undefined) return known;
    if (this.#peer === undefined) return "there is no connection yet";
    if (Math.min(seconds * 1000, monotonicNow() - this.#readyAt) < BLOCKED_AFTER) {
      return "RabbitMQ has not taken it yet";
    }
    return "RabbitMQ takes no messages now, as when a memory or disk alarm is on";
  }
}
