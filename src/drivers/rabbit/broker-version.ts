import type { AmqpError } from "../../amqp/amqp-error.js";
import type { LiveConnection } from "../../amqp/live-connection.js";

const NEEDED = 4;
/** What a broker without AMQP 1.0 answers, as the AMQP layer words it. */
const SPEAKS_0_9 = /AMQP version: 0-9/;

/** Why the peer cannot be used, with what to do about it; undefined when it can. */
export function unusable({ address, product, connection }: LiveConnection): string | undefined {
  const version = String(connection.properties?.version ?? "");
  if (product === "RabbitMQ" && Number.parseInt(version, 10) >= NEEDED) return undefined;
  const found = `${product || "an unnamed product"} ${version}`.trim();
  return `${address} is ${found}, and rabbit:// needs RabbitMQ ${NEEDED}: upgrade it, or use amqp:// for an AMQP 1.0 router`;
}

/** True when another attempt cannot end better until somebody has changed something. */
export function isHopeless({ reason, message }: AmqpError): boolean {
  return reason === "authentication" || (reason === "connect" && SPEAKS_0_9.test(message));
}

/** What a lost connection or a failed attempt means, for people. */
export function explainLoss({ reason, message }: AmqpError, vhost: string): string {
  if (reason === "authentication") {
    return `${message}. Check user and password of the transport URL: rabbitmqctl add_user; guest may log in from the broker's own machine only`;
  }
  if (reason !== "connect") return message;
  if (SPEAKS_0_9.test(message)) {
    return `${message}. This is RabbitMQ 3 or older, and rabbit:// needs RabbitMQ ${NEEDED}, which speaks AMQP 1.0`;
  }
  // RabbitMQ says nothing when the virtual host does not exist: it hangs up after the login.
  if (/reset|the peer closed it/.test(message)) {
    return `${message}. RabbitMQ does so when the virtual host ${vhost} does not exist, or the user may not access it: rabbitmqctl list_vhosts, set_permissions`;
  }
  return message;
}
