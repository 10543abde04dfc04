import type { LiveConnection } from "../../amqp/client/live-connection.js";
import { AmqpError } from "../../amqp/codec/amqp-error.js";

const NEEDED = 4;

/** Why the peer cannot be used, with what to do about it; undefined when it can. */
export function unusable({ address, product, connection }: LiveConnection): string | undefined {
  const version = String(connection.properties?.version ?? "");
  if (product === "RabbitMQ" && Number.parseInt(version, 10) >= NEEDED) return undefined;
  const found = `${product || "an unnamed product"} ${version}`.trim();
  return `${address} is ${found}, and rabbit:// needs RabbitMQ ${NEEDED}: upgrade it, or use amqp:// for an AMQP 1.0 router`;
}

/** So often RabbitMQ hangs up after the login before that is taken for its answer. */
const HANG_UPS = 2;

/** Knows a failure that waiting does not mend. */
export class Refusals {
  /** Since a connection was open. */
  #hangUps = 0;

  opened(): void {
    this.#hangUps = 0;
  }

  /** True when another attempt cannot end better until somebody has changed something. Told of every failure. */
  isHopeless({ hopeless, afterLogin }: AmqpError): boolean {
    if (afterLogin) this.#hangUps++;
    return hopeless || this.#hangUps >= HANG_UPS;
  }
}

/** The error itself, or one that says what a lost connection or a failed attempt means and what to do about it. */
export function explainLoss(error: AmqpError, vhost: string): AmqpError {
  const { reason, condition, afterLogin } = error;
  const explanation = explain(error, vhost);
  if (explanation === undefined) return error;
  return new AmqpError(reason, explanation, { condition, afterLogin, cause: error });
}

function explain({ reason, message, afterLogin }: AmqpError, vhost: string): string | undefined {
  if (reason === "authentication") {
    return `${message}. Check user and password of the transport URL: rabbitmqctl add_user; guest may log in from the broker's own machine only`;
  }
  if (reason === "unsupported") {
    return `${message}. This is RabbitMQ 3 or older, and rabbit:// needs RabbitMQ ${NEEDED}, which speaks AMQP 1.0`;
  }
  if (afterLogin) {
    return `${message} after the login. RabbitMQ does so when the virtual host ${vhost} does not exist, or the user may not access it: rabbitmqctl list_vhosts, set_permissions`;
  }
  return undefined;
}
