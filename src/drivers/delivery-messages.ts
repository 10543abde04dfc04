import { MessageDeliveryFailure, MessagingTimeout } from "../errors/delivery-errors.js";
import { describeTarget, type Target } from "../messaging/target.js";

/** The error of a request that ran out of time: a call has no reply, a cast was not delivered. */
export function timedOut(
  target: Target,
  method: string,
  seconds: number,
  { waitForReply, why }: { readonly waitForReply: boolean; readonly why?: string | undefined },
): MessagingTimeout | MessageDeliveryFailure {
  const place = `${method} on ${describeTarget(target)}`;
  const detail = why === undefined ? "" : `: ${why}`;
  return waitForReply
    ? new MessagingTimeout(`No reply to ${place} within ${seconds} s${detail}`)
    : new MessageDeliveryFailure(`${place} was not delivered within ${seconds} s${detail}`);
}

/** The error of whatever waits when a transport is closed. */
export function transportClosed(): MessageDeliveryFailure {
  return new MessageDeliveryFailure("The transport is closed", { code: "TRANSPORT_CLOSED" });
}
