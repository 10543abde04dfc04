import { EncodingError } from "./encoding.js";
import { FramingError } from "./frame-reader.js";

/** Error conditions a connection is closed with when its peer breaks the protocol (AMQP 1.0, part 2.8). */
export type ViolationCondition =
  | "amqp:connection:framing-error"
  | "amqp:decode-error"
  | "amqp:invalid-field"
  | "amqp:not-allowed"
  | "amqp:illegal-state"
  | "amqp:frame-size-too-small"
  | "amqp:resource-limit-exceeded"
  | "amqp:session:handle-in-use"
  | "amqp:session:unattached-handle"
  | "amqp:session:errant-link";

/** The peer has broken the protocol: its connection ends. */
export class ProtocolViolation extends Error {
  readonly condition: ViolationCondition;

  constructor(condition: ViolationCondition, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.name = "ProtocolViolation";
    this.condition = condition;
  }
}

/** An error of reading a peer's bytes, as the violation that it is. */
export function asViolation(error: unknown): ProtocolViolation {
  if (error instanceof ProtocolViolation) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ProtocolViolation(conditionOf(error), message, { cause: error });
}

function conditionOf(error: unknown): ViolationCondition {
  if (error instanceof FramingError) return "amqp:connection:framing-error";
  if (error instanceof EncodingError) return "amqp:decode-error";
  // rhea throws where a frame does not fit the state it is in.
  return "amqp:illegal-state";
}
