import { AmqpError } from "../../amqp/amqp-error.js";
import type { Outcome } from "../../amqp/outcome.js";
import type { AmqpSender, Outgoing } from "../../amqp/sender.js";
import { AuthenticationFailure, MessageDeliveryFailure } from "../../errors/delivery-errors.js";
import type { MessagingError } from "../../errors/messaging-error.js";
import { timers } from "../../time/timers.js";
import { transportClosed } from "../delivery-messages.js";

/**
 * Sends a message until it is accepted. One that the peer gives back untouched is sent again after a while.
 *
 * @param retryDelay ms to wait before (`link_retry_delay`)
 * @throws {AmqpError} it could not be sent, or its fate is unknown.
 * @throws {MessageDeliveryFailure} the peer does not want it.
 */
export async function deliver(sender: AmqpSender, message: Outgoing, retryDelay: number): Promise<void> {
  let retriesLeft = message.retry ?? -1;
  for (;;) {
    const outcome = await sender.send({ ...message, retry: retriesLeft });
    if (outcome.state === "accepted") return;
    if (!isReturned(outcome)) throw refused(outcome);
    if (retriesLeft === 0)
      throw new MessageDeliveryFailure("The peer gave the message back, and no retry is left", {
        retryable: true,
      });
    if (retriesLeft > 0) retriesLeft -= 1;
    await waitFor(retryDelay, message);
  }
}

/** The peer has not touched the message: it may be sent again. */
function isReturned(outcome: Outcome): boolean {
  if (outcome.state === "modified") return !outcome.deliveryFailed && !outcome.undeliverableHere;
  return outcome.state === "released";
}

function refused(outcome: Outcome): MessageDeliveryFailure {
  switch (outcome.state) {
    case "rejected":
      return new MessageDeliveryFailure(`The peer rejected the message: ${outcome.text}`);
    case "modified":
      return new MessageDeliveryFailure("The peer could not deliver the message");
    default:
      return new MessageDeliveryFailure("The peer does not say what became of the message");
  }
}

/** Waits before the next attempt, and ends early when the message is withdrawn or its time is up. */
function waitFor(delay: number, { deadline, signal }: Outgoing): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      retry.cancel();
      expiry?.cancel();
      signal?.removeEventListener("abort", withdrawn);
    };
    const fail = (error: AmqpError) => {
      stop();
      reject(error);
    };
    const withdrawn = () => fail(new AmqpError("withdrawn", "the message was withdrawn"));
    const retry = timers.after(delay, () => {
      stop();
      resolve();
    });
    const expiry =
      deadline === undefined
        ? undefined
        : timers.at(deadline, () => fail(new AmqpError("expired-unsent", "the message's time is up")));
    signal?.addEventListener("abort", withdrawn, { once: true });
    if (signal?.aborted) withdrawn();
  });
}

/** The error a caller gets for a failure of the AMQP layer. */
export function deliveryFailure(error: AmqpError, what: string): MessagingError {
  const options = { cause: error };
  switch (error.reason) {
    case "closed":
      return transportClosed();
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
      return new MessageDeliveryFailure(`${what} failed: ${error.message}`, options);
  }
}
