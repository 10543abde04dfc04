import { AmqpError } from "../amqp/codec/amqp-error.js";
import {
  AuthenticationFailure,
  MessageDeliveryFailure,
  MessagingTimeout,
} from "../errors/delivery-errors.js";
import type { MessagingError } from "../errors/messaging-error.js";

const UNKNOWN_FATE = "it was sent, and what became of it is not known";

/**
 * The error a caller gets for a failure of the AMQP layer.
 *
 * @param isSent whether the message had been given to the connection
 */
export function deliveryError(error: AmqpError, what: string, isSent: boolean): MessagingError {
  const { reason, message } = error;
  const unsent = { cause: error, mayHaveRun: false };
  switch (reason) {
    case "closed":
      return transportClosed(isSent);
    case "authentication":
      return new AuthenticationFailure(`${what} was not sent: ${message}`, unsent);
    case "queue-full":
      return new MessageDeliveryFailure(`${what} was not sent: too many messages wait to be sent`, {
        ...unsent,
        code: "QUEUE_FULL",
        retryable: true,
      });
    case "unsupported":
    case "connect":
      return new MessageDeliveryFailure(`${what} was not sent: ${message}`, {
        ...unsent,
        retryable: reason === "connect",
      });
    default:
      return new MessageDeliveryFailure(
        `${what} failed: ${message}; ${isSent ? UNKNOWN_FATE : "it was not sent"}`,
        { cause: error, mayHaveRun: isSent },
      );
  }
}

/** The error of a connection that is lost, or could not be made. */
export function connectionError(error: AmqpError): MessagingError {
  const { message, reason } = error;
  if (reason === "authentication") return new AuthenticationFailure(message, { cause: error });
  return new MessageDeliveryFailure(message, {
    cause: error,
    mayHaveRun: isLoss(error),
    retryable: !error.hopeless,
  });
}

/** True when the time of the message was up, before or after it was sent. */
export function hasExpired({ reason }: AmqpError): boolean {
  return reason === "expired-unsent" || reason === "expired-sent";
}

/** True when the link or the connection was lost, and with it the outcome of what was sent. */
export function isLoss({ reason }: AmqpError): boolean {
  return reason === "connection-lost" || reason === "link-detached";
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

/** The error of a call whose time is up. */
export function noReply(what: string, seconds: number, why: string | undefined): MessagingTimeout {
  const options = why === undefined ? {} : { cause: new Error(why) };
  return new MessagingTimeout(`No reply to ${what} within ${seconds} s${detail(why)}`, options);
}

/** The error of a call whose server has shown no sign of life for so many seconds. */
export function noHeartbeat(what: string, seconds: number): MessagingTimeout {
  const text = `No reply to ${what} within ${seconds} s: the server sends no heartbeat`;
  return new MessagingTimeout(text, { code: "NO_HEARTBEAT" });
}

/** The error of a message without a reply whose time is up. */
export function notDelivered(
  what: string,
  seconds: number,
  why: string | undefined,
  mayHaveRun: boolean,
): MessageDeliveryFailure {
  const text = `${what} was not delivered within ${seconds} s${detail(why)}`;
  return new MessageDeliveryFailure(text, { mayHaveRun });
}

function detail(why: string | undefined): string {
  return why === undefined ? "" : `: ${why}`;
}

/**
 * The error of what is asked of a transport that is closed, and of what waits when it is.
 *
 * @param mayHaveRun whether it is a request that was sent
 */
export function transportClosed(mayHaveRun = false): MessageDeliveryFailure {
  return new MessageDeliveryFailure(`The transport is closed${mayHaveRun ? `; ${UNKNOWN_FATE}` : ""}`, {
    code: "TRANSPORT_CLOSED",
    mayHaveRun,
  });
}

/** The error of a call whose reply cannot come any more. */
export function replyLost(what: string, why: string): MessageDeliveryFailure {
  return new MessageDeliveryFailure(`${what} was sent, and its reply is lost: ${why}`, {
    code: "REPLY_LOST",
  });
}

/** The error of a call whose reply is not what oslo.messaging sends. */
export function replyMalformed(cause: unknown): MessageDeliveryFailure {
  return new MessageDeliveryFailure(`The reply cannot be read: ${(cause as Error).message}`, {
    code: "REPLY_MALFORMED",
    cause,
  });
}
