import { AmqpError } from "../amqp/codec/amqp-error.js";
import { AuthenticationFailure, MessageDeliveryFailure } from "../errors/delivery-errors.js";
import type { MessagingError } from "../errors/messaging-error.js";
import { deliveryLost, transportClosed } from "./delivery-messages.js";

/** True when the time of the message was up, before or after it was sent. */
export function hasExpired({ reason }: AmqpError): boolean {
  return reason === "expired-unsent" || reason === "expired-sent";
}

/**
 * The error a caller gets for a failure of the AMQP layer.
 *
 * @param isSent whether the message had been given to the connection
 */
export function deliveryFailure(error: AmqpError, what: string, isSent: boolean): MessagingError {
  const options = { cause: error, mayHaveRun: false };
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
    case "unsupported":
      return new MessageDeliveryFailure(`${what} was not sent: ${error.message}`, options);
    case "connect":
      return new MessageDeliveryFailure(`${what} was not sent: ${error.message}`, {
        ...options,
        retryable: true,
      });
    default:
      return deliveryLost(what, error, isSent);
  }
}

/** True when the link or the connection was lost, and with it the outcome of what was sent. */
export function isLoss(error: Error): error is AmqpError {
  return (
    error instanceof AmqpError && (error.reason === "connection-lost" || error.reason === "link-detached")
  );
}

/** The error of a message of which an earlier try may have been delivered, whatever has become of the last one. */
export function inDoubt(error: Error): Error {
  if (error instanceof MessageDeliveryFailure && !error.mayHaveRun) {
    const { code, retryable } = error;
    const message = `${error.message}; an earlier try may have been delivered`;
    return new MessageDeliveryFailure(message, { code, retryable, cause: error });
  }
  if (!(error instanceof AmqpError)) return error;
  switch (error.reason) {
    case "expired-unsent":
      return new AmqpError("expired-sent", error.message, { cause: error });
    case "connect":
    case "authentication":
    case "unsupported":
    case "queue-full":
      return new AmqpError("connection-lost", error.message, { cause: error });
    default:
      return error;
  }
}
