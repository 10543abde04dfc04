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
    switch (error.status) {
      case 409:
        return fail(
          `Here ${topology.settings}: set them as the other services of the deployment do, or delete what is there`,
        );
      case 403:
        return fail("Give the user configure, write and read permissions on it: rabbitmqctl set_permissions");
      default:
        return fail("RabbitMQ 4.0 or newer is needed");
    }
  }
  if (error instanceof AmqpError && error.condition === "amqp:unauthorized-access") {
    return fail("Give the user read permission on the queue: rabbitmqctl set_permissions");
  }
  return undefined;
}
