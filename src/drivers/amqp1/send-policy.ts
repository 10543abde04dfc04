import type { AmqpError } from "../../amqp/codec/amqp-error.js";
import type { Outcome } from "../../amqp/codec/outcome.js";
import { LinkedList } from "../../collections/linked-list.js";
import { MessageDeliveryFailure } from "../../errors/delivery-errors.js";
import type { CallPolicy, CallTask } from "../call-task.js";
import type { ExpectedReplies } from "../pending-call.js";
import { isLoss } from "../send-errors.js";
import type { AttemptVerdict, SendPolicy, SendTask } from "../send-task.js";

/** The facts that a policy goes by. */
export interface Amqp1SendPolicyOptions {
  /** ms before a message the peer gave back is sent again (`link_retry_delay`). */
  readonly retryDelay: number;
  readonly repeats?: boolean;
  /** Why there is no peer; undefined while there is one. */
  readonly whyNoPeer: () => string | undefined;
}

/** The meaning of the outcomes of an AMQP 1.0 peer: what it gives back untouched is sent again after a while. */
export class Amqp1SendPolicy implements SendPolicy {
  readonly repeats: boolean;
  readonly #retryDelay: number;
  protected readonly whyNoPeer: () => string | undefined;

  constructor({ retryDelay, repeats = false, whyNoPeer }: Amqp1SendPolicyOptions) {
    this.repeats = repeats;
    this.#retryDelay = retryDelay;
    this.whyNoPeer = whyNoPeer;
  }

  decided(outcome: Outcome, { what }: SendTask): AttemptVerdict {
    const failure = (why: string, mayHaveRun: boolean, retryable = false) =>
      new MessageDeliveryFailure(`${what} was not delivered: the peer ${why}`, { mayHaveRun, retryable });
    switch (outcome.state) {
      case "rejected":
        return { is: "failed", error: failure(`rejected it: ${outcome.text}`, false) };
      case "modified": {
        const { deliveryFailed, undeliverableHere } = outcome;
        if (!deliveryFailed && !undeliverableHere) break;
        // A peer that lost the receiver cannot know how far that one came.
        const fate = deliveryFailed ? "; who got it is gone, and what became of it is not known" : "";
        const error = failure(`could not deliver it${fate}`, deliveryFailed);
        return undeliverableHere
          ? { is: "failed", error }
          : { is: "in-doubt", delay: this.#retryDelay, error };
      }
      case "released":
        break;
      default:
        return { is: "failed", error: failure("does not say what became of it", true) };
    }
    const error = failure("gave it back, and no retry is left", false, true);
    return { is: "returned", delay: this.#retryDelay, error };
  }

  failed(error: AmqpError, isSent: boolean): AttemptVerdict {
    return isSent && isLoss(error) ? { is: "in-doubt", delay: 0, error } : { is: "failed", error };
  }

  whyUnsent({ sender, isPaused }: SendTask): string | undefined {
    const why = this.whyNoPeer();
    if (why !== undefined) return why;
    if (isPaused) return "the peer gave it back";
    return sender?.trouble?.message ?? NOT_TAKEN[sender?.waitsFor ?? "turn"];
  }
}

/** Reasons of a peer that is there for not taking a sender's messages. */
const NOT_TAKEN = {
  link: "the peer has not attached its address yet",
  window: "the peer's session takes no messages for now",
  credit: "nobody is listening",
  turn: "its time was up before it could be sent",
} as const;

/** The common part of a client's calls. */
export interface Amqp1CallPolicyOptions extends Amqp1SendPolicyOptions {
  readonly replies: ExpectedReplies;
  readonly settled: boolean;
  readonly encode: CallPolicy["encode"];
}

/** At most once, whatever is asked for: the caller learns from the reply, or its absence, whether to call again. */
export class Amqp1CallPolicy extends Amqp1SendPolicy implements CallPolicy {
  readonly replies: ExpectedReplies;
  readonly calls: LinkedList<CallTask> = new LinkedList();
  readonly settled: boolean;
  readonly endsWithBody = true;
  readonly encode: CallPolicy["encode"];

  constructor(options: Amqp1CallPolicyOptions) {
    super(options);
    this.replies = options.replies;
    this.settled = options.settled;
    this.encode = options.encode;
  }

  whyNoReply(): string | undefined {
    return this.whyNoPeer();
  }
}
