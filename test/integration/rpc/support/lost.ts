import { MessageDeliveryFailure, MessagingTimeout } from "../../../../src/index.js";

/** The error of a call whose server is gone; whether its acceptance was still sent is left to chance. */
export function isLost(error: unknown): boolean {
  return error instanceof MessagingTimeout || (error instanceof MessageDeliveryFailure && error.mayHaveRun);
}
