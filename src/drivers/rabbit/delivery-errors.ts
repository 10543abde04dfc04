import type { AmqpError } from "../../amqp/codec/amqp-error.js";
import type { Outcome } from "../../amqp/codec/outcome.js";
import { MessageDeliveryFailure, MessageUndeliverable } from "../../errors/delivery-errors.js";
import type { MessagingError } from "../../errors/messaging-error.js";
import { deliveryFailure } from "../delivery-failure.js";
import { isForbidden } from "./refusal.js";
import type { Route } from "./topology.js";

/** True when no queue could take the message: none is bound with its key, or there is no such exchange. */
export function isUnroutable(outcome: Outcome): boolean {
  if (outcome.state === "rejected") return outcome.condition === "amqp:not-found";
  return outcome.state === "released";
}

/** The error of a message that no queue could take, which says what there is not. */
export function unroutable(what: string, outcome: Outcome, { exchange, key }: Route): MessageUndeliverable {
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
export function refused(what: string, outcome: Outcome): MessageDeliveryFailure {
  const isRejected = outcome.state === "rejected";
  const mayHaveRun = !(isRejected && UNROUTED.has(outcome.condition));
  const why = isRejected ? `: ${outcome.text}` : "";
  const fate = mayHaveRun ? "; another queue that is bound may have it" : "";
  return new MessageDeliveryFailure(`${what} was not delivered: RabbitMQ does not take it${why}${fate}`, {
    mayHaveRun,
  });
}

/** As {@link deliveryFailure}, with what to do about a lack of permissions. */
export function sendFailure(error: AmqpError, what: string, isSent: boolean): MessagingError {
  if (!isForbidden(error) || error.reason === "authentication") return deliveryFailure(error, what, isSent);
  return new MessageDeliveryFailure(
    `${what} failed: ${error.message}. Grant it with rabbitmqctl set_permissions`,
    { cause: error, mayHaveRun: isSent },
  );
}
