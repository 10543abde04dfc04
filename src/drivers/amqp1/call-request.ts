import type { AmqpSender, Outgoing } from "../../amqp/client/sender.js";
import { AmqpError } from "../../amqp/codec/amqp-error.js";
import { encodeMessage } from "../../amqp/codec/message.js";
import type { Outcome } from "../../amqp/codec/outcome.js";
import type { MessagingError } from "../../errors/messaging-error.js";
import { describeTarget, type Target } from "../../messaging/target.js";
import { monotonicNow } from "../../time/clock.js";
import { deliveryFailure, hasExpired } from "../delivery-failure.js";
import { replyLost, timedOut, transportClosed } from "../delivery-messages.js";
import type { Reply, SendOptions } from "../driver.js";
import { type CallOwner, PendingCall } from "../pending-call.js";
import { randomId } from "../random-id.js";
import { Delivery } from "./deliver.js";
import type { Peer } from "./peer.js";
import type { ReplyLink } from "./reply-link.js";

/** A body of so many bytes is kept as bytes once it is sent: the garbage collector does not copy those. */
const LONG_BODY = 4096;

/** What the requests of a client share. */
export interface CallContext {
  readonly replyLink: ReplyLink;
  /** ms before a message the peer gave back is sent again. */
  readonly retryDelay: number;
  /** No outcome is asked for (`rpc-call` in `pre_settled`). */
  readonly settled: boolean;
  /** Requests that wait for their reply. */
  readonly requests: Set<CallRequest>;
  readonly peer: () => Peer | undefined;
  /** Why there is no peer. */
  readonly trouble: () => string | undefined;
}

/**
 * A request of a call: the message on its way, and the wait for its reply. What ends the wait withdraws a message
 * that is not delivered yet, so that one timer is enough for both.
 */
export class CallRequest extends Delivery implements Outgoing, CallOwner {
  readonly settled: boolean;
  readonly retry: number | undefined;
  readonly #context: CallContext;
  readonly #target: Target;
  readonly #method: string;
  #body: string | Buffer;
  /** Bytes of the body. Counted early, which puts a text of pieces together: it may have to wait long. */
  readonly #bodyLength: number;
  readonly #call: PendingCall;
  #messageId: string | undefined;
  /** The peer has taken the request: nothing but its reply can end well. */
  #delivered = false;

  constructor(context: CallContext, target: Target, method: string, body: string, options: SendOptions) {
    super();
    this.settled = context.settled && !options.transportOptions?.atLeastOnce;
    this.retry = options.retry;
    this.#context = context;
    this.#target = target;
    this.#method = method;
    this.#body = body;
    this.#bodyLength = Buffer.byteLength(body);
    context.requests.add(this);
    this.#call = new PendingCall(options, this);
  }

  /** Sends it, unless it has ended or its time is up already. */
  start(sender: AmqpSender): Promise<Reply> {
    const { settled, deadline = Number.POSITIVE_INFINITY } = this.#call;
    if (!settled && deadline > monotonicNow()) this.begin(sender);
    return this.#call.result;
  }

  protected get message(): Outgoing {
    return this;
  }

  protected get what(): string {
    return `${this.#method} on ${describeTarget(this.#target)}`;
  }

  /** At most once, whatever is asked for: its caller learns from the reply, or its absence, whether to call again. */
  protected get repeats(): boolean {
    return false;
  }

  protected get retryDelay(): number {
    return this.#context.retryDelay;
  }

  /** The transport is closed. */
  closed(): void {
    this.#call.fail(transportClosed(this.#delivered));
  }

  /** The connection is gone. */
  lost(error: AmqpError): void {
    if (this.#delivered) this.#call.fail(replyLost(this.what, error.message));
  }

  encode(): Buffer {
    const { replyLink, peer } = this.#context;
    // Sent again, it has a new id: a reply to the first try must not be taken for one to the second.
    const messageId = randomId();
    this.#messageId = messageId;
    replyLink.expect(messageId, this.#call);
    const { addressing, replyAddress } = peer() as Peer;
    const { deadline } = this.#call;
    const ttl = deadline === undefined ? undefined : Math.max(1, deadline - monotonicNow());
    const to = addressing.rpcAddress(this.#target);
    const bytes = encodeMessage({ ttl, messageId, to, replyTo: replyAddress, body: this.#body });
    if (this.#bodyLength >= LONG_BODY) this.#body = bytes.subarray(bytes.length - this.#bodyLength);
    return bytes;
  }

  override decided(outcome: Outcome): void {
    if (outcome.state !== "accepted") {
      // Who has answered it has run it, whatever becomes of the message.
      if (this.#call.settled) return;
      this.#forgetReply();
    }
    super.decided(outcome);
  }

  returned(): void {
    this.#forgetReply();
  }

  protected delivered(): void {
    this.#delivered = true;
    // Whatever of it was only there to be sent: a wait for a reply may be long.
    this.#body = "";
    if (this.#call.settled) return;
    if (this.#messageId !== undefined && this.#context.replyLink.expects(this.#messageId)) return;
    this.#call.fail(replyLost(this.what, this.#context.trouble() ?? "the connection is another one"));
  }

  protected undelivered(error: Error): void {
    if (this.#call.settled) return;
    if (!(error instanceof AmqpError)) this.#call.fail(error);
    // The sender may look at the clock before the call's own timer does.
    else if (hasExpired(error)) this.#call.expire();
    else this.#call.fail(deliveryFailure(error, this.what, this.mayHaveArrived));
  }

  /** A peer may send the reply first, and then the outcome: that one need not be waited for by anybody. */
  get forgetAfter(): number | undefined {
    return this.#call.deadline;
  }

  ended(answered: boolean): void {
    this.#context.requests.delete(this);
    this.#forgetReply();
    if (!answered && !this.#delivered) this.withdraw();
  }

  /** No reply can come to what is not under way. */
  #forgetReply(): void {
    if (this.#messageId !== undefined) this.#context.replyLink.forget(this.#messageId);
    this.#messageId = undefined;
  }

  timeoutError(seconds: number, why?: string): MessagingError {
    const reason = why ?? this.#whyUnsent();
    return timedOut(this.#target, this.#method, seconds, { waitForReply: true, why: reason });
  }

  /** What keeps the request from being sent, as far as it is known. */
  #whyUnsent(): string | undefined {
    if (this.#messageId !== undefined && !this.isHeldBack) return undefined;
    const { peer, trouble } = this.#context;
    return peer() === undefined ? trouble() : this.trouble;
  }
}
