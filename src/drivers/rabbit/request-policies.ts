import type { AmqpError } from "../../amqp/codec/amqp-error.js";
import type { Outcome } from "../../amqp/codec/outcome.js";
import { LinkedList } from "../../collections/linked-list.js";
import type { CallMessage, CallPolicy, CallTask } from "../call-task.js";
import type { ExpectedReplies } from "../pending-call.js";
import type { AttemptVerdict, SendTask } from "../send-task.js";
import { encodeBody, sealRequest } from "./codec.js";
import type { SendClock } from "./send-clock.js";
import { RabbitSendPolicy, RepeatedSendPolicy, unroutable } from "./send-policy.js";
import type { PublishRoute, Topology } from "./topology.js";

/** ms between two looks for a queue that is coming back. */
const SETTLING_RETRY = 250;

const NO_QUEUE = "no queue is there for it";

/** The state of a client, as far as its requests need it. */
export interface RequestPolicyOptions {
  /** True while a missing queue counts as one that is coming back, as servers may be. */
  readonly isSettling: () => boolean;
  /** The reason why a request was not sent for so many seconds, as far as it is known. */
  readonly whyUnsent: (seconds: number) => string;
}

/** Made for one cast: one that must arrive is sent again, always as the same message, which servers take once. */
export class CastPolicy extends RepeatedSendPolicy {
  readonly repeats: boolean;
  readonly #route: PublishRoute;
  readonly #options: RequestPolicyOptions;

  constructor(repeats: boolean, route: PublishRoute, options: RequestPolicyOptions) {
    super();
    this.repeats = repeats;
    this.#route = route;
    this.#options = options;
  }

  protected unroutable(outcome: Outcome, { what }: SendTask): AttemptVerdict {
    if (!this.repeats) return { is: "delivered" };
    const error = unroutable(what, outcome, this.#route);
    if (!this.#options.isSettling()) return { is: "failed", error };
    return { is: "returned", delay: SETTLING_RETRY, error };
  }

  /** A fanout is for whoever is there, and goes to all others all the same. */
  protected override unavailable(outcome: Outcome, task: SendTask): AttemptVerdict {
    const isFanout = this.#route.key === undefined;
    return isFanout && !this.repeats ? { is: "delivered" } : super.unavailable(outcome, task);
  }

  override whyUnsent({ isPaused }: SendTask, seconds: number): string {
    return isPaused ? NO_QUEUE : this.#options.whyUnsent(seconds);
  }
}

/** The common part of a client's calls. */
export interface RabbitCallPolicyOptions extends RequestPolicyOptions {
  readonly replies: ExpectedReplies;
  readonly replyQueue: () => string;
  readonly topology: Topology;
  readonly compressed: boolean;
  /** Lets servers tell how long a request waited for them. */
  readonly clock: SendClock;
  /** Why nothing can be sent, and no reply can come. */
  readonly trouble: () => string | undefined;
}

/** Of all calls: none is sent again that may have arrived. */
export class RabbitCallPolicy extends RabbitSendPolicy implements CallPolicy {
  readonly repeats = false;
  readonly settled = false;
  readonly endsWithBody = false;
  readonly calls: LinkedList<CallTask> = new LinkedList();
  readonly replies: ExpectedReplies;
  readonly #options: RabbitCallPolicyOptions;

  constructor(options: RabbitCallPolicyOptions) {
    super();
    this.replies = options.replies;
    this.#options = options;
  }

  encode({ target, body, id, ttl, callMonitorTimeout }: CallMessage): Buffer {
    const { replyQueue, topology, clock, compressed } = this.#options;
    const sent = ttl === undefined ? undefined : clock.stamp();
    const sealed = sealRequest(String(body), { msgId: id, replyQueue: replyQueue(), callMonitorTimeout });
    return encodeBody(sealed, { to: topology.address(target), ttl, sent, compressed });
  }

  protected unroutable(outcome: Outcome, { target, what, gathers, hasRetries }: CallTask): AttemptVerdict {
    const { isSettling, topology } = this.#options;
    const error = unroutable(what, outcome, topology.route(target));
    if (isSettling() && hasRetries) return { is: "returned", delay: SETTLING_RETRY, error };
    // Who gathers replies asks who is there; that nobody is will be seen.
    return gathers ? { is: "delivered" } : { is: "failed", error };
  }

  /**
   * Leaves a call under way whose request was lost with the connection: it may have arrived, and its reply may still
   * come until the call's own time is up. Where the broker has ended the link it does not know of its connection's
   * loss, and the caller is told at once.
   */
  override failed(error: AmqpError, isSent: boolean, task: CallTask): AttemptVerdict {
    const isAwaited = isSent && error.reason === "connection-lost" && task.forgetAfter !== undefined;
    if (isAwaited) return { is: "delivered" };
    return super.failed(error, isSent, task);
  }

  override whyUnsent({ isPaused }: SendTask, seconds: number): string {
    return isPaused ? NO_QUEUE : this.#options.whyUnsent(seconds);
  }

  whyNoReply(): string | undefined {
    return this.#options.trouble();
  }
}
