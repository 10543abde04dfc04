import type { OutcomeObserver, PendingMessage } from "../../amqp/client/pending-message.js";
import type { AmqpSender, Outgoing } from "../../amqp/client/sender.js";
import { AmqpError } from "../../amqp/codec/amqp-error.js";
import type { Outcome } from "../../amqp/codec/outcome.js";
import type { MessagingError } from "../../errors/messaging-error.js";
import { describeTarget, type Target } from "../../messaging/target.js";
import { monotonicNow } from "../../time/clock.js";
import type { Lifetime } from "../../time/lifetime.js";
import type { Timer } from "../../time/timers.js";
import { replyLost, timedOut, transportClosed } from "../delivery-messages.js";
import type { Reply, SendOptions } from "../driver.js";
import { type CallOwner, PendingCall } from "../pending-call.js";
import { randomId } from "../random-id.js";
import { encodeBody, sealRequest } from "./codec.js";
import { isUnroutable, refused, sendFailure, unroutable } from "./delivery-errors.js";
import type { ReplyQueue } from "./reply-queue.js";
import type { SendClock } from "./send-clock.js";
import type { Topology } from "./topology.js";

/** ms between two looks for a queue that is coming back. */
export const SETTLING_RETRY = 250;

/** What the requests of a client share. */
export interface CallContext {
  readonly sender: AmqpSender;
  readonly replies: ReplyQueue;
  readonly topology: Topology;
  /** That of the transport. */
  readonly lifetime: Lifetime;
  readonly compressed: boolean;
  /** Lets servers tell how long a request waited for them. */
  readonly clock: SendClock;
  /** Requests that wait for their reply. */
  readonly requests: Set<CallRequest>;
  /** True while a missing queue counts as one that is coming back. */
  readonly isSettling: () => boolean;
  /** What has kept a request from being sent for so many seconds, as far as it is known. */
  readonly whyUnsent: (seconds: number) => string;
  /** Why nothing can be sent, and no reply can come. */
  readonly trouble: () => string | undefined;
}

/**
 * A request of a call: the message on its way, and the wait for its reply. What ends the wait withdraws a message
 * that is not sent yet, so that one timer is enough for both.
 */
export class CallRequest implements Outgoing, OutcomeObserver, CallOwner {
  readonly settled = false;
  readonly retry: number | undefined;
  readonly #context: CallContext;
  readonly #target: Target;
  readonly #method: string;
  readonly #call: PendingCall;
  #request: string;
  #msgId: string | undefined;
  /** The request is at the broker, or may be: nothing but its reply can end well. */
  #isSent = false;
  #pending: PendingMessage | undefined;
  #pause: Timer | undefined;
  #retriesLeft: number;

  /** @param request what {@link encodeRequest} wrote */
  constructor(context: CallContext, target: Target, method: string, request: string, options: SendOptions) {
    this.retry = options.retry;
    this.#retriesLeft = options.retry ?? -1;
    this.#context = context;
    this.#target = target;
    this.#method = method;
    this.#request = request;
    context.requests.add(this);
    this.#call = new PendingCall(options, this);
  }

  /** Sends it, unless it has ended or its time is up already. */
  start(): Promise<Reply> {
    const { settled, deadline = Number.POSITIVE_INFINITY } = this.#call;
    if (!settled && deadline > monotonicNow()) this.#send();
    return this.#call.result;
  }

  /** The broker cannot be used at all: one that was sent may still be answered. */
  refuse(makeError: () => MessagingError): void {
    if (!this.#isSent) this.#call.fail(makeError());
  }

  /** No reply to what was sent can come any more. */
  lost(why: string): void {
    if (this.#isSent) this.#call.fail(replyLost(this.#what, why));
  }

  /** The transport is closed. */
  closed(): void {
    this.#call.fail(transportClosed(this.#isSent));
  }

  encode(): Buffer {
    const { replies, topology, clock, compressed } = this.#context;
    // Sent again, it has a new id.
    if (this.#msgId !== undefined) replies.forget(this.#msgId);
    const msgId = randomId();
    this.#msgId = msgId;
    this.#isSent = true;
    replies.expect(msgId, this.#call);
    const { deadline, callMonitorTimeout } = this.#call;
    const ttl = deadline === undefined ? undefined : Math.max(1, deadline - monotonicNow());
    const sent = ttl === undefined ? undefined : clock.stamp();
    const body = sealRequest(this.#request, { msgId, replyQueue: replies.name, callMonitorTimeout });
    return encodeBody(body, { to: topology.address(this.#target), ttl, sent, compressed });
  }

  /** The broker may deliver the reply first, and then the outcome: that one need not be waited for by anybody. */
  get forgetAfter(): number | undefined {
    return this.#call.deadline;
  }

  decided(outcome: Outcome): void {
    this.#pending = undefined;
    if (outcome.state === "accepted") {
      // It was only there to be sent: a wait for a reply may be long.
      this.#request = "";
      return;
    }
    this.#isSent = false;
    if (this.#call.settled) return;
    const { topology, isSettling } = this.#context;
    if (!isUnroutable(outcome)) this.#call.fail(refused(this.#what, outcome));
    // Servers may be coming back as we are.
    else if (isSettling() && this.#retriesLeft !== 0) this.#sendLater();
    // Who gathers replies asks who is there; that nobody is will be seen.
    else if (!this.#call.gathers)
      this.#call.fail(unroutable(this.#what, outcome, topology.route(this.#target)));
  }

  returned(): void {
    this.#isSent = false;
    if (this.#msgId !== undefined) this.#context.replies.forget(this.#msgId);
    this.#msgId = undefined;
  }

  failed(error: Error): void {
    this.#pending = undefined;
    if (this.#call.settled) return;
    if (!(error instanceof AmqpError)) this.#call.fail(error);
    else if (!this.#isInDoubt(error)) this.#call.fail(sendFailure(error, this.#what, this.#isSent));
  }

  ended(answered: boolean): void {
    const { requests, replies, sender } = this.#context;
    requests.delete(this);
    if (this.#msgId !== undefined) replies.forget(this.#msgId);
    this.#pause?.cancel();
    // Nobody waits for a request that is not sent yet.
    if (!answered && this.#pending !== undefined) sender.withdraw(this.#pending);
  }

  timeoutError(seconds: number, why?: string): MessagingError {
    const { whyUnsent, trouble } = this.#context;
    const reason = why ?? (this.#msgId === undefined ? whyUnsent(seconds) : trouble());
    return timedOut(this.#target, this.#method, seconds, { waitForReply: true, why: reason });
  }

  get #what(): string {
    return `${this.#method} on ${describeTarget(this.#target)}`;
  }

  #sendLater(): void {
    if (this.#retriesLeft > 0) this.#retriesLeft -= 1;
    this.#pause = this.#context.lifetime.after(SETTLING_RETRY, () => this.#send());
  }

  #send(): void {
    const pending = this.#context.sender.submit(this, this, this.#retriesLeft);
    if (!pending.ended) this.#pending = pending;
  }

  /**
   * The request may have arrived, and its reply may still come until the call's own time is up. Where the broker has
   * ended the link it does not know of its connection's loss, and the caller is told at once.
   */
  #isInDoubt({ reason }: AmqpError): boolean {
    if (reason === "expired-sent") return true;
    return reason === "connection-lost" && this.#isSent && this.#call.deadline !== undefined;
  }
}
