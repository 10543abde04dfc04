import { MessageDeliveryFailure, MessagingTimeout } from "../errors/delivery-errors.js";
import { describeTarget, type Target } from "../messaging/target.js";

/**
 * The error of a request that ran out of time: a call has no reply, a cast was not delivered.
 *
 * @param mayHaveRun whether a cast was sent
 */
export function timedOut(
  target: Target,
  method: string,
  seconds: number,
  { waitForReply, why, mayHaveRun = true }: TimeoutDetails,
): MessagingTimeout | MessageDeliveryFailure {
  const place = `${method} on ${describeTarget(target)}`;
  const detail = why === undefined ? "" : `: ${why}`;
  return waitForReply
    ? new MessagingTimeout(`No reply to ${place} within ${seconds} s${detail}`)
    : new MessageDeliveryFailure(`${place} was not delivered within ${seconds} s${detail}`, { mayHaveRun });
}

interface TimeoutDetails {
  readonly waitForReply: boolean;
  readonly why?: string | undefined;
  readonly mayHaveRun?: boolean | undefined;
}

/**
 * The error of what is asked of a transport that is closed, and of what waits when it is.
 *
 * @param mayHaveRun whether it is a request that was sent
 */
export function transportClosed(mayHaveRun = false): MessageDeliveryFailure {
  const detail = mayHaveRun ? "; it was sent, and what became of it is not known" : "";
  return new MessageDeliveryFailure(`The transport is closed${detail}`, {
    code: "TRANSPORT_CLOSED",
    mayHaveRun,
  });
}

/** The error of a request whose peer was lost before it said what became of it, or before it was sent. */
export function deliveryLost(what: string, cause: Error, mayHaveRun: boolean): MessageDeliveryFailure {
  const fate = mayHaveRun ? "it was sent, and what became of it is not known" : "it was not sent";
  return new MessageDeliveryFailure(`${what} failed: ${cause.message}; ${fate}`, { cause, mayHaveRun });
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
