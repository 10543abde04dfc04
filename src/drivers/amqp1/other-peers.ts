import type { LiveConnection } from "../../amqp/client/live-connection.js";
import { AmqpError } from "../../amqp/codec/amqp-error.js";

/** A refusal of a peer that is there; that of a RabbitMQ says how it is talked to. */
export function withAdvice(error: AmqpError, { product }: LiveConnection): AmqpError {
  const { message, condition } = error;
  if (product !== "RabbitMQ") return new AmqpError("connection-lost", message, { condition, cause: error });
  const advised = `${message}. It is RabbitMQ: its URL begins with rabbit://`;
  return new AmqpError("unsupported", advised, { condition, cause: error });
}

/** A lost connection, or an attempt that failed; one that waiting does not mend says what is needed. */
export function explained(error: AmqpError): AmqpError {
  // A link that was refused has been explained.
  if (error.reason !== "unsupported" || error.cause instanceof AmqpError) return error;
  const advised = `${error.message}. amqp:// needs a peer that speaks AMQP 1.0. If this is RabbitMQ, rabbit:// is its scheme, from RabbitMQ 4 on`;
  return new AmqpError("unsupported", advised, { cause: error });
}
