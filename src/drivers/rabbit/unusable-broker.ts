import type { LiveConnection } from "../../amqp/client/live-connection.js";
import { AmqpError } from "../../amqp/codec/amqp-error.js";
import { isCertificateRefused } from "../../amqp/socket/tls-failure.js";

const NEEDED = 4;

/** So often RabbitMQ hangs up after the login before that is taken for its answer. */
const HANG_UPS = 2;

/** Knows a broker that cannot be used, and says what to do about it. */
export class BrokerCheck {
  readonly #vhost: string;
  /** Since a connection was open. */
  #hangUps = 0;
  #unusable: AmqpError | undefined;

  constructor(vhost: string) {
    this.#vhost = vhost;
  }

  /** Why the peer of a new connection cannot be used; undefined when it can. */
  opened({ address, product, connection }: LiveConnection): AmqpError | undefined {
    const version = String(connection.peer?.properties?.version ?? "");
    if (product === "RabbitMQ" && Number.parseInt(version, 10) >= NEEDED) {
      this.#hangUps = 0;
      return undefined;
    }
    const found = `${product || "an unnamed product"} ${version}`.trim();
    const why = `${address} is ${found}, and rabbit:// needs RabbitMQ ${NEEDED}: upgrade it, or use amqp:// for an AMQP 1.0 router`;
    this.#unusable = new AmqpError("unsupported", why);
    return this.#unusable;
  }

  /**
   * The error itself, or one that says what a lost connection or a failed attempt means and what to do about it. Told of
   * every failure; where waiting does not mend it, the error is hopeless.
   */
  explained(error: AmqpError): AmqpError {
    const { reason, condition, afterLogin } = error;
    if (afterLogin) this.#hangUps++;
    if (error === this.#unusable) return error;
    const explanation = explain(error, this.#vhost);
    if (explanation === undefined) return error;
    const isAnswer = afterLogin && !error.hopeless && this.#hangUps >= HANG_UPS;
    return new AmqpError(isAnswer ? "unsupported" : reason, explanation, {
      condition,
      afterLogin,
      cause: error,
    });
  }
}

function explain({ reason, message, afterLogin, cause }: AmqpError, vhost: string): string | undefined {
  if (cause instanceof Error && isCertificateRefused(cause)) return undefined;
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
