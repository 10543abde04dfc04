import { AmqpError } from "../codec/amqp-error.js";

/** A message to be sent. */
export interface Outgoing {
  /** Encodes the message when the link can take it: addresses in it may change with each connection. */
  readonly encode: () => Buffer;
  /** No outcome is asked for: it counts as accepted when it is written to the socket. */
  readonly settled: boolean;
  /** It waits until nothing else is on the way, and lets nothing else be until its outcome is there. */
  readonly alone?: boolean | undefined;
  /** Monotonic ms after which the message is worthless: reason `expired-unsent` or `expired-sent`. */
  readonly deadline?: number | undefined;
  /**
   * Monotonic ms after which the outcome of a message that was sent is worthless. No timer watches over it: it is
   * for messages that their sender withdraws by itself, and keeps a peer that never settles from filling the memory.
   */
  readonly forgetAfter?: number | undefined;
  /**
   * Number of losses or refusals of the link that an unsent message outlives; undefined or -1 for ever. One more, and
   * it fails with that loss: `connection-lost`, `link-detached` or `connect`. What waiting does not mend fails it at
   * once: `authentication` or `unsupported`.
   */
  readonly retry?: number | undefined;
  /** Withdraws the message: reason `withdrawn`. Once it is sent, its outcome is ignored from then on. */
  readonly signal?: AbortSignal | undefined;
}

/** Its owner has taken a message back. */
export function withdrawn(): AmqpError {
  return new AmqpError("withdrawn", "the message was withdrawn");
}

/** A message's deadline has passed. */
export function expired(sent: boolean): AmqpError {
  return sent
    ? new AmqpError("expired-sent", "the message's time passed before its outcome came")
    : new AmqpError("expired-unsent", "the message's time passed before it could be sent");
}
