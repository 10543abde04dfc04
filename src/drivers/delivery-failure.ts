import type { AmqpError } from "../amqp/amqp-error.js";
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
    case "connect":
      return new MessageDeliveryFailure(`${what} was not sent: ${error.message}`, {
        ...options,
        retryable: true,
      });
    default:
      return deliveryLost(what, error, isSent);
  }
}
