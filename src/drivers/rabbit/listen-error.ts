import { AmqpError } from "../../amqp/amqp-error.js";
import { ServerListenError } from "../../errors/setup-errors.js";
import { ManagementError } from "./management-error.js";
import type { Topology } from "./topology.js";

/**
 * The error of a listener that the broker does not let listen, and what to do about it. Undefined when that is no
 * fault of anybody's and another attempt may succeed.
 */
export function listenError(
  error: unknown,
  place: string,
  topology: Topology,
): ServerListenError | undefined {
  const fail = (advice: string) =>
    new ServerListenError(`Cannot listen on ${place}: ${(error as Error).message}. ${advice}`, {
      cause: error,
    });
  if (error instanceof ManagementError) {
    if (error.status !== 409) return fail("RabbitMQ does not take what oslo.messaging declares");
    return fail(
      `Here ${topology.settings}: set them as the other services of the deployment do, or delete what is there`,
    );
  }
  if (error instanceof AmqpError && error.condition === "amqp:unauthorized-access") {
    return fail("Grant it with rabbitmqctl set_permissions");
  }
  return undefined;
}
