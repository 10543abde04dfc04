import type { AmqpError } from "../../amqp/codec/amqp-error.js";
import { isForbidden } from "./refusal.js";

/** Sessions that may end under a message before it counts as what ends them. */
const ENDS = 3;

/**
 * Sessions that ended under one message. RabbitMQ ends the session of what it does not allow, with all that is on its
 * way there, and does not say which message it was: each is sent again alone, which tells.
 */
export class SessionEnds {
  #count = 0;

  /** True once the message is to be sent alone. */
  get any(): boolean {
    return this.#count > 0;
  }

  /** Told of each failure. True when the message itself is what ends its sessions. */
  isAtFault(error: AmqpError): boolean {
    if (isForbidden(error)) return true;
    if (error.reason === "link-detached") this.#count += 1;
    return this.#count >= ENDS;
  }
}
