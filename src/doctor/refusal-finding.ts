import { AmqpError } from "../amqp/codec/amqp-error.js";
import type { MessagingError } from "../errors/messaging-error.js";
import type { DoctorFinding } from "./finding.js";

/** The cure where a user of RabbitMQ lacks a right. */
export const RABBIT_GRANT =
  "rabbitmqctl set_permissions -p VHOST USER '.*' '.*' '.*', or the rights that the guide for operators lists";

const ROUTER_GRANT =
  "in the router's users file, list the address in send and receive of the user, and reload the router";

/** The finding for a request that could not be sent. */
export function refusalFinding(
  error: MessagingError,
  { where, driver }: { readonly where: string; readonly driver: string },
): DoctorFinding {
  const { cause, message: problem } = error;
  const found = { severity: "error", where, problem } as const;
  if (cause instanceof AmqpError && cause.condition === "amqp:unauthorized-access")
    return { ...found, check: "permission", cure: driver === "rabbit" ? RABBIT_GRANT : ROUTER_GRANT };
  return { ...found, check: "cannot-ask", cure: "see the reason; oslo-rpc ping shows more with --debug" };
}
