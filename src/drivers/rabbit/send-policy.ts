import type { AmqpError } from "../../amqp/codec/amqp-error.js";
import type { Outcome } from "../../amqp/codec/outcome.js";
import { MessageDeliveryFailure, MessageUndeliverable } from "../../errors/delivery-errors.js";
import { isLoss } from "../send-errors.js";
import type { AttemptVerdict, SendPolicy, SendTask } from "../send-task.js";
import { isForbidden, withPermissionAdvice } from "./refusal.js";
import type { PublishRoute } from "./topology.js";

/** ms in which a queue that is unavailable is gone, or has another leader. */
const UNAVAILABLE_RETRY = 250;

/** The meaning of RabbitMQ's outcomes. */
export abstract class RabbitSendPolicy implements SendPolicy {
  abstract readonly repeats: boolean;

  /** No queue could take the message. */
  protected abstract unroutable(outcome: Outcome, task: SendTask): AttemptVerdict;

  decided(outcome: Outcome, task: SendTask): AttemptVerdict {
    if (isUnroutable(outcome)) return this.unroutable(outcome, task);
    if (isUnavailable(outcome)) return this.unavailable(outcome, task);
    return { is: "failed", error: notTaken(task.what, outcome) };
  }

  /**
   * A queue that was bound could not take the message: it is going with its server, or has no leader now. Others that are
   * bound have it.
   */
  protected unavailable(outcome: Outcome, { what }: SendTask): AttemptVerdict {
    return { is: "in-doubt", delay: UNAVAILABLE_RETRY, error: notTaken(what, outcome) };
  }

  failed(error: AmqpError, _isSent: boolean, _task: SendTask): AttemptVerdict {
    return { is: "failed", error: withPermissionAdvice(error) };
  }

  whyUnsent(_task: SendTask, _seconds: number): string | undefined {
    return undefined;
  }
}

/** Sessions that may end under a message before it counts as what ends them. */
const ENDS = 3;

/**
 * Made for one message, which is sent again when it is lost. RabbitMQ ends the session of what it does not allow, with
 * all that is on its way there, and does not say which message it was: each is sent again alone, which tells.
 */
export abstract class RepeatedSendPolicy extends RabbitSendPolicy {
  /** ms before a message that was lost is sent again. */
  protected get lossDelay(): number {
    return 0;
  }

  /** Sessions that ended under the message. */
  #ends = 0;

  get alone(): boolean {
    return this.#ends > 0;
  }

  override failed(error: AmqpError, isSent: boolean, task: SendTask): AttemptVerdict {
    if (!isSent || !isLoss(error) || isForbidden(error)) return super.failed(error, isSent, task);
    if (error.reason === "link-detached") this.#ends += 1;
    if (this.#ends >= ENDS) return { is: "failed", error };
    return { is: "in-doubt", delay: this.lossDelay, error };
  }
}

/** True when no queue could take the message: none is bound with its key, or there is no such exchange. */
function isUnroutable(outcome: Outcome): boolean {
  if (outcome.state === "rejected") return outcome.condition === "amqp:not-found";
  return outcome.state === "released";
}

/** True when a queue was not there any more when it was to take the message, as RabbitMQ 4.3 and newer tell. */
function isUnavailable(outcome: Outcome): boolean {
  return outcome.state === "rejected" && outcome.info?.get("reason") === "unavailable";
}

/** The error of a message that no queue could take, which says what there is not. */
export function unroutable(
  what: string,
  outcome: Outcome,
  { exchange, key }: PublishRoute,
): MessageUndeliverable {
  const place = key === undefined ? exchange : `${exchange} with key ${key}`;
  const missing =
    outcome.state === "rejected"
      ? `there is no exchange ${exchange}`
      : `no queue is bound to exchange ${place}`;
  return new MessageUndeliverable(
    `${what} was not delivered: ${missing}. Nobody listens there, or it was deleted, which listeners that run repair within rabbit_redeclare_interval`,
    { retryable: true },
  );
}

/** Conditions of what is rejected before any queue has seen it. */
const UNROUTED = new Set<string | undefined>([
  "amqp:not-found",
  "amqp:precondition-failed",
  "amqp:link:message-size-exceeded",
]);

/**
 * The error of a message that the broker does not take. It rejects what one queue of several has no room for; the
 * others have it then.
 */
function notTaken(what: string, outcome: Outcome): MessageDeliveryFailure {
  const isRejected = outcome.state === "rejected";
  const mayHaveRun = !(isRejected && UNROUTED.has(outcome.condition) && !outcome.info?.has("queue"));
  const why = isRejected ? `: ${outcome.text}` : "";
  const fate = mayHaveRun ? "; another queue that is bound may have it" : "";
  return new MessageDeliveryFailure(`${what} was not delivered: RabbitMQ does not take it${why}${fate}`, {
    mayHaveRun,
  });
}
