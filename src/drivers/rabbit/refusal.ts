import { AmqpError } from "../../amqp/codec/amqp-error.js";
import { ServerListenError } from "../../errors/setup-errors.js";
import { ManagementError } from "./management-error.js";
import type { Topology } from "./topology.js";

/** True when the user may not do what was tried, and it was not something else beside it. */
export function isForbidden({ condition, shared }: AmqpError): boolean {
  return condition === "amqp:unauthorized-access" && !shared;
}

/** RabbitMQ's name for queues that outlive their connection and are not durable. */
const DENIED = "transient_nonexcl_queues";

/** RabbitMQ has two lists: of exchanges and queues, and of the routing keys in an exchange. */
function grant({ message }: AmqpError): string {
  const isTopic = message.includes("access to topic '");
  return `Grant it with rabbitmqctl ${isTopic ? "set_topic_permissions" : "set_permissions"}`;
}

/** The error itself, or one that says what to do about a lack of permissions. */
export function withPermissionAdvice(error: AmqpError): AmqpError {
  const { reason, message, condition } = error;
  if (!isForbidden(error) || reason === "authentication") return error;
  return new AmqpError(reason, `${message}. ${grant(error)}`, { condition, cause: error });
}

function adviceOn({ status, message, isMissing }: ManagementError, { settings }: Topology): string {
  if (status === 409) {
    return `Here ${settings}: set them as the other services of the deployment do, or delete what is there`;
  }
  if (isMissing) return "Nobody has declared it: is its name right, and has a service begun?";
  if (message.includes(DENIED)) {
    return "RabbitMQ denies queues that are not durable, as 4.3 does unless it is told otherwise: set rabbit_quorum_queue, or amqp_durable_queues, in all services of the deployment";
  }
  return "RabbitMQ does not take what oslo.messaging declares";
}

/**
 * Why the broker does not let something be declared or used, and what to do about it. Undefined when that is no
 * fault of anybody's and another attempt may succeed.
 */
export function explainRefusal(error: unknown, topology: Topology): string | undefined {
  if (error instanceof ManagementError) {
    return `${error.message.replace(/\.$/, "")}. ${adviceOn(error, topology)}`;
  }
  return error instanceof AmqpError && isForbidden(error) ? `${error.message}. ${grant(error)}` : undefined;
}

/** The error of a listener that the broker does not let listen; undefined when another attempt may succeed. */
export function listenError(
  error: unknown,
  place: string,
  topology: Topology,
): ServerListenError | undefined {
  const why = explainRefusal(error, topology);
  if (why === undefined) return undefined;
  return new ServerListenError(`Cannot listen on ${place}: ${why}`, { cause: error });
}
