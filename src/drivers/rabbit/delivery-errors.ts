import type { AmqpError } from "../../amqp/amqp-error.js";
import type { Outcome } from "../../amqp/outcome.js";
import {
  AuthenticationFailure,
  MessageDeliveryFailure,
  MessageUndeliverable,
} from "../../errors/delivery-errors.js";
import type { MessagingError } from "../../errors/messaging-error.js";
import { deliveryLost, transportClosed } from "../delivery-messages.js";
import { isForbidden } from "./refusal.js";

/** True when no queue could take the message: none is bound with its key, or there is no such exchange. */
export function isUnroutable(outcome: Outcome): boolean {
  if (outcome.state === "rejected") return outcome.condition === "amqp:not-found";
  return outcome.state === "released";
}

/** The error of a message that no queue could take. */
export function unroutable(what: string, where: string): MessageUndeliverable {
  return new MessageUndeliverable(
    `${what} was not delivered: no queue is bound to ${where}; no server has listened there yet`,
    { retryable: true },
  );
}

/** The error of a message that the broker does not take. */
export function refused(what: string, outcome: Outcome): MessageDeliveryFailure {
  const why = outcome.state === "rejected" ? `: ${outcome.text}` : "";
  return new MessageDeliveryFailure(`${what} was not delivered: RabbitMQ does not take it${why}`, {
    mayHaveRun: false,
  });
}

/**
 * The error a caller gets for a failure of the AMQP layer.
 *
 * @param isSent whether the message had been given to the connection
 */
export function deliveryFailure(error: AmqpError, what: string, isSent: boolean): MessagingError {
  const options = { cause: error, mayHaveRun: false };
  if (isForbidden(error) && error.reason !== "authentication") {
    return new MessageDeliveryFailure(
      `${what} failed: ${error.message}. Grant it with rabbitmqctl set_permissions`,
      { cause: error, mayHaveRun: isSent },
    );
  }
  switch (error.reason) {
    case "closed":
      return transportClosed(isSent);
    case "authentication":
      return new AuthenticationFailure(`${what} was not sent: ${error.message}`, options);
    case "queue-full":
      return new MessageDeliveryFailure(`${what} was not sent: too many messages wait to be sent`, {
        ...options,
        code: "QUEUE_FULL",
        retryable: true,
      });
    case "connect":
      return new MessageDeliveryFailure(`${what} was not sent: ${error.message}`, {
        ...options,
        retryable: true,
      });
    default:
      return deliveryLost(what, error, isSent);
  }
}

/** The error of a call whose reply cannot come any more. */
export function replyLost(why: string): MessageDeliveryFailure {
  return new MessageDeliveryFailure(`The request was delivered, and its reply is lost: ${why}`, {
    code: "REPLY_LOST",
  });
}
