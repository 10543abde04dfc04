import { withTtl } from "./message-header.js";

/** A message as it goes to a receiver. */
export interface PassedMessage {
  readonly bytes: Buffer;
  /** The identity of the connection it came over. */
  readonly from: unknown;
}

/**
 * A message that has waited, with what is left of its time to live: the receiver counts from when it gets it.
 *
 * @param expiresAt when its time is over, on the monotonic clock.
 */
export function aged({ bytes, from }: PassedMessage, expiresAt: number): PassedMessage {
  if (expiresAt === Number.POSITIVE_INFINITY) return { bytes, from };
  return { bytes: withTtl(bytes, Math.max(1, Math.floor(expiresAt - performance.now()))), from };
}
