import { AmqpError } from "../../amqp/amqp-error.js";
import type { Outcome } from "../../amqp/outcome.js";
import { AmqpSender, type Outgoing } from "../../amqp/sender.js";
import type { MessagingError } from "../../errors/messaging-error.js";
import type { Logger } from "../../log/logger.js";
import { describeTarget, type Target } from "../../messaging/target.js";
import { monotonicNow } from "../../time/clock.js";
import { type Timer, timers } from "../../time/timers.js";
import { timedOut, transportClosed } from "../delivery-messages.js";
import type { Reply, SendOptions } from "../driver.js";
import { PendingCall } from "../pending-call.js";
import { encodeBody, newId, sealRequest } from "./codec.js";
import { deliveryFailure, isUnroutable, refused, replyLost, unroutable } from "./delivery-errors.js";
import type { Peer } from "./peer.js";
import { ReplyQueue } from "./reply-queue.js";
import type { Topology } from "./topology.js";

export interface RabbitClientOptions {
  /** Sends casts. Calls have a sender of their own, which begins when their replies can come. */
  readonly casts: AmqpSender;
  readonly topology: Topology;
  readonly compressed: boolean;
  /** Calls that may wait to be sent. */
  readonly queueLimit: number;
  /** Seconds a cast may take to be delivered when its sender does not say. */
  readonly sendTimeout: number;
  /** ms before a link the broker detached is attached again. */
  readonly retryDelay: number;
  /** What is wrong with a broker that took the connection and says nothing yet. */
  readonly silence: () => string | undefined;
  readonly log: Logger;
}

/** ms after a reconnect in which servers are expected to declare their queues again, and between two looks. */
const SETTLING = 10_000;
const SETTLING_RETRY = 250;

/** The client's half of the driver: sends requests and waits for their replies. It declares its reply queue alone. */
export class RabbitClient {
  readonly #options: RabbitClientOptions;
  readonly #replies: ReplyQueue;
  readonly #sender: AmqpSender;
  readonly #calls = new Set<PendingCall>();
  /** Calls whose request is at the broker, or may be: nothing but their reply can end well. */
  readonly #delivered = new Set<PendingCall>();
  #peer: Peer | undefined;
  /** Why nothing can be sent. */
  #trouble: string | undefined;
  #hasCalls = false;
  /** Monotonic ms until which a missing queue counts as one that is coming back. */
  #settlingUntil = 0;
  #hasBeenReady = false;
  #retry: Timer | undefined;

  constructor(options: RabbitClientOptions) {
    this.#options = options;
    const { topology, queueLimit, retryDelay, log } = options;
    this.#replies = new ReplyQueue({
      topology,
      log,
      onRenamed: (why) => {
        for (const call of this.#delivered) call.fail(replyLost(why));
      },
    });
    this.#sender = new AmqpSender({
      name: () => `calls-${newId()}`,
      queueLimit,
      reattachDelay: retryDelay,
      log,
    });
  }

  /** There is a broker to send to. */
  ready(peer: Peer): void {
    this.#peer = peer;
    this.#trouble = undefined;
    if (this.#hasBeenReady) this.#settlingUntil = monotonicNow() + SETTLING;
    this.#hasBeenReady = true;
    if (this.#hasCalls) this.#attach(peer);
  }

  /** The connection is gone, or could not be made. */
  lost(error: AmqpError, why: string): void {
    this.#retry?.cancel();
    const wasReady = this.#peer !== undefined;
    this.#peer = undefined;
    this.#trouble = why;
    if (wasReady && this.#hasCalls) this.#replies.lost(error);
    this.#sender.lost(error);
  }

  /** The broker cannot be used at all. What waits to be sent fails; what was delivered may still be answered. */
  refuse(makeError: () => MessagingError): void {
    for (const call of this.#calls) if (!this.#delivered.has(call)) call.fail(makeError());
  }

  close(): void {
    this.#retry?.cancel();
    this.#sender.close();
    this.#replies.close();
    for (const call of this.#calls) call.fail(transportClosed(this.#delivered.has(call)));
  }

  /** Sends a request and waits for its reply. */
  async call(target: Target, method: string, request: string, options: SendOptions): Promise<Reply> {
    const { topology, compressed } = this.#options;
    const what = `${method} on ${describeTarget(target)}`;
    let msgId: string | undefined;
    const call = new PendingCall(options, {
      timeoutError: (seconds, why) => {
        const reason = why ?? (msgId === undefined ? this.#whyUnsent() : this.#trouble);
        return timedOut(target, method, seconds, { waitForReply: true, why: reason });
      },
    });
    // Its signal may have been aborted before.
    if (call.settled) return call.result;
    const encode = () => {
      // Sent again, it has a new id.
      if (msgId !== undefined) this.#replies.forget(msgId);
      msgId = newId();
      this.#replies.expect(msgId, call);
      this.#delivered.add(call);
      const { deadline, callMonitorTimeout } = call;
      const ttl = deadline === undefined ? undefined : Math.max(1, deadline - monotonicNow());
      const body = sealRequest(request, { msgId, replyQueue: this.#replies.name, callMonitorTimeout });
      return encodeBody(body, { to: topology.address(target), ttl, compressed });
    };
    const withdrawal = new AbortController();
    const { deadline } = call;
    const { retry } = options;
    const message = { encode, settled: false, deadline, retry, signal: withdrawal.signal };
    this.#calls.add(call);
    this.#startReplies();
    this.#deliver(message, call).then(
      (outcome) => {
        if (outcome.state === "accepted" || call.settled) return;
        if (!isUnroutable(outcome)) call.fail(refused(what, outcome));
        // Who gathers replies asks who is there; that nobody is will be seen.
        else if (!call.gathers) call.fail(unroutable(what, topology.describe(target)));
      },
      (error: unknown) => {
        if (!(error instanceof AmqpError)) call.fail(error);
        // The request may have arrived, and its reply may still come until the call's own time is up.
        else if (!isInDoubt(error, msgId !== undefined, call))
          call.fail(deliveryFailure(error, what, msgId !== undefined));
      },
    );
    try {
      return await call.result;
    } catch (error) {
      // Nobody waits for a request that is not sent yet.
      withdrawal.abort();
      throw error;
    } finally {
      this.#calls.delete(call);
      this.#delivered.delete(call);
      if (msgId !== undefined) this.#replies.forget(msgId);
    }
  }

  /** Sends a request that has no reply; resolves when the broker has it, also when no queue wants it. */
  async cast(target: Target, method: string, request: string, options: SendOptions): Promise<void> {
    const { topology, compressed, sendTimeout, casts } = this.#options;
    const { retry, signal, timeout: seconds = sendTimeout, transportOptions } = options;
    const what = `${method} on ${describeTarget(target)}`;
    const body = sealRequest(request);
    let isSent = false;
    const encode = () => {
      isSent = true;
      return encodeBody(body, { to: topology.address(target), compressed });
    };
    const deadline = monotonicNow() + seconds * 1000;
    try {
      const outcome = await casts.send({ encode, settled: false, deadline, retry, signal });
      if (outcome.state === "accepted") return;
      if (!isUnroutable(outcome)) throw refused(what, outcome);
      if (transportOptions?.atLeastOnce) throw unroutable(what, topology.describe(target));
    } catch (error) {
      if (!(error instanceof AmqpError)) throw error;
      if (error.reason === "withdrawn") throw signal?.reason;
      if (!hasExpired(error)) throw deliveryFailure(error, what, isSent);
      const mayHaveRun = error.reason === "expired-sent";
      const why = mayHaveRun ? undefined : this.#whyUnsent();
      throw timedOut(target, method, seconds, { waitForReply: false, why, mayHaveRun });
    }
  }

  /** A request no queue could take is sent again while servers may be coming back as we are. */
  async #deliver(message: Outgoing, call: PendingCall): Promise<Outcome> {
    for (;;) {
      const outcome = await this.#sender.send(message);
      if (!isUnroutable(outcome) || monotonicNow() >= this.#settlingUntil) return outcome;
      await new Promise<void>((resolve) => {
        timers.after(SETTLING_RETRY, resolve);
      });
      if (call.settled) return outcome;
    }
  }

  #startReplies(): void {
    if (this.#hasCalls) return;
    this.#hasCalls = true;
    if (this.#peer !== undefined) this.#attach(this.#peer);
  }

  /** No call is sent before its reply can come. */
  #attach(peer: Peer): void {
    this.#replies.attach(peer).then(
      () => {
        if (this.#peer !== peer) return;
        this.#trouble = undefined;
        this.#sender.attach(peer.live, null);
      },
      (error: Error) => {
        if (this.#peer !== peer) return;
        const { log, retryDelay } = this.#options;
        this.#trouble = `RabbitMQ gives no reply queue: ${error.message}`;
        log.error({ reason: error.message }, "RabbitMQ gives no reply queue; trying again");
        this.#retry = timers.after(retryDelay, () => this.#attach(peer));
      },
    );
  }

  /** What keeps a request from being sent, as far as it is known. */
  #whyUnsent(): string {
    const trouble = this.#options.silence() ?? this.#trouble;
    if (trouble !== undefined) return trouble;
    if (this.#peer === undefined) return "there is no connection yet";
    return "RabbitMQ takes no messages now, as when a memory or disk alarm is on";
  }
}

function isInDoubt(error: AmqpError, isSent: boolean, call: PendingCall): boolean {
  if (hasExpired(error)) return true;
  const isLost = error.reason === "connection-lost" || error.reason === "link-detached";
  return isLost && isSent && call.deadline !== undefined && error.condition !== "amqp:unauthorized-access";
}

function hasExpired({ reason }: AmqpError): boolean {
  return reason === "expired-unsent" || reason === "expired-sent";
}
