import type { AmqpSender } from "../amqp/client/sender.js";
import { AmqpError } from "../amqp/codec/amqp-error.js";
import type { Outcome } from "../amqp/codec/outcome.js";
import type { Linked, LinkedList } from "../collections/linked-list.js";
import type { MessagingError } from "../errors/messaging-error.js";
import { describeTarget, type Target } from "../messaging/target.js";
import type { Reply, SendOptions } from "./driver.js";
import { type CallOwner, type ExpectedReplies, PendingCall } from "./pending-call.js";
import { deliveryError, hasExpired, noReply, replyLost, transportClosed } from "./send-errors.js";
import { type AttemptVerdict, type SendPolicy, SendTask } from "./send-task.js";

/** A body of so many bytes is kept as bytes once it is sent: the garbage collector does not copy those. */
const LONG_BODY = 4096;

/** The message of a call, when it is to be encoded. */
export interface CallMessage {
  readonly target: Target;
  /** Where its sender leads. */
  readonly address: string | undefined;
  readonly body: string | Buffer;
  /** The id that its reply names. */
  readonly id: string;
  /** ms until nobody waits for the reply; undefined when somebody may for ever. */
  readonly ttl: number | undefined;
  readonly callMonitorTimeout: number | undefined;
}

/** The common part of a client's calls. */
export interface CallPolicy extends SendPolicy {
  readonly replies: ExpectedReplies;
  /** Those that wait for their reply. */
  readonly calls: LinkedList<CallTask>;
  /** No outcome is asked for. */
  readonly settled: boolean;
  /** A message ends with the bytes of its body as they are. */
  readonly endsWithBody: boolean;
  decided(outcome: Outcome, task: CallTask): AttemptVerdict;
  failed(error: AmqpError, isSent: boolean, task: CallTask): AttemptVerdict;
  encode(message: CallMessage): Buffer;
  /** Why no reply can come to what was sent, as far as it is known. */
  whyNoReply(): string | undefined;
}

/**
 * A call: its request on the way, and the wait for the reply. What ends the wait withdraws a message that is not
 * delivered yet, so that one timer is enough for both.
 */
export class CallTask extends SendTask implements CallOwner, Linked<CallTask> {
  previous: CallTask | undefined;
  next: CallTask | undefined;
  list: LinkedList<CallTask> | undefined;
  readonly settled: boolean;
  readonly retry: number | undefined;
  protected readonly policy: CallPolicy;
  readonly target: Target;
  readonly #method: string;
  #body: string | Buffer;
  /** Bytes of the body. Counted early, which puts a text of pieces together: it may have to wait long. */
  readonly #bodyLength: number;
  readonly #call: PendingCall;
  /** The id that a reply names; undefined while the request is not under way. */
  #id: string | undefined;
  /** The peer has taken the request: nothing but its reply can end well. */
  #isDelivered = false;

  constructor(policy: CallPolicy, target: Target, method: string, body: string, options: SendOptions) {
    super();
    this.settled = policy.settled && !options.transportOptions?.atLeastOnce;
    this.retry = options.retry;
    this.policy = policy;
    this.target = target;
    this.#method = method;
    this.#body = body;
    this.#bodyLength = Buffer.byteLength(body);
    policy.calls.push(this);
    this.#call = new PendingCall(options, this);
  }

  get what(): string {
    return `${this.#method} on ${describeTarget(this.target)}`;
  }

  /** The call gets as many replies as there are. */
  get gathers(): boolean {
    return this.#call.gathers;
  }

  /** A peer may send the reply first, and then the outcome: that one need not be waited for by anybody. */
  get forgetAfter(): number | undefined {
    return this.#call.deadline;
  }

  /** Sends it, unless it has ended or its time is up already. */
  start(sender: AmqpSender): Promise<Reply> {
    const { settled, deadline = Number.POSITIVE_INFINITY } = this.#call;
    if (!settled && deadline > performance.now()) this.begin(sender);
    return this.#call.result;
  }

  /** The transport is closed. */
  closed(): void {
    this.#call.fail(transportClosed(this.#id !== undefined));
  }

  /** No reply to what was sent can come any more. */
  lost(why: string): void {
    if (this.#id !== undefined) this.#call.fail(replyLost(this.what, why));
  }

  encode(): Buffer {
    const { deadline, callMonitorTimeout } = this.#call;
    // Sent again, it has a new id: a reply to the first try must not be taken for one to the second.
    const id = this.policy.replies.expect(this.#call);
    this.#id = id;
    const ttl = deadline === undefined ? undefined : Math.max(1, deadline - performance.now());
    const bytes = this.policy.encode({
      target: this.target,
      address: this.sender?.address,
      body: this.#body,
      id,
      ttl,
      callMonitorTimeout,
    });
    if (this.policy.endsWithBody && this.#bodyLength >= LONG_BODY)
      this.#body = bytes.subarray(bytes.length - this.#bodyLength);
    return bytes;
  }

  override decided(outcome: Outcome): void {
    // Who has answered it has run it, whatever becomes of the message.
    if (!this.#call.settled) super.decided(outcome);
  }

  override failed(error: Error): void {
    if (!this.#call.settled) super.failed(error);
  }

  /** No reply can come to what is not under way. */
  override returned(): void {
    if (this.#id !== undefined) this.policy.replies.forget(this.#id);
    this.#id = undefined;
  }

  protected delivered(): void {
    this.#isDelivered = true;
    // Whatever of it was only there to be sent: a wait for a reply may be long.
    this.#body = "";
    if (!this.settled) this.#call.taken();
    if (this.#id !== undefined && this.policy.replies.has(this.#id)) return;
    this.#call.fail(replyLost(this.what, this.policy.whyNoReply() ?? "the connection is another one"));
  }

  protected undelivered(error: Error, mayHaveArrived: boolean): void {
    if (!(error instanceof AmqpError)) this.#call.fail(error);
    // The sender may look at the clock before the call's own timer does.
    else if (hasExpired(error)) this.#call.expire();
    else this.#call.fail(deliveryError(error, this.what, mayHaveArrived));
  }

  ended(answered: boolean): void {
    this.policy.calls.remove(this);
    this.returned();
    this.#body = "";
    if (!answered && !this.#isDelivered) this.withdraw();
  }

  timeoutError(seconds: number): MessagingError {
    const isUnderWay = this.#id !== undefined && !this.isHeldBack;
    const reason = isUnderWay ? this.policy.whyNoReply() : this.policy.whyUnsent(this, seconds);
    return noReply(this.what, seconds, reason);
  }
}
