import { EncodingError } from "../amqp/codec/encoding.js";

/** AMQP error condition of a message that cannot be read (AMQP 1.0, part 2.8.15). */
export const DECODE_ERROR = "amqp:decode-error";

/** A peer's message is not what oslo.messaging sends. The message text holds nothing of its content. */
export class MalformedMessage extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MalformedMessage";
  }
}

/** True for what is thrown when a message cannot be read, and is its sender's fault. */
export function isUnreadable(error: unknown): error is MalformedMessage | EncodingError {
  return error instanceof MalformedMessage || error instanceof EncodingError;
}
