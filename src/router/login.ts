import type { ServerLogin, ServerMechanism } from "../amqp/sasl/mechanism.js";

/**
 * The logins a router without users takes: anyone is let in, which is why it listens on the loopback interface
 * unless told otherwise. PLAIN is there for clients that have a name and a password and offer nothing else.
 *
 * @param plain false where a password would cross a network that is not encrypted.
 */
export function openLogin(plain: boolean): ServerLogin {
  const mechanisms = new Map<string, () => ServerMechanism>([["ANONYMOUS", letIn]]);
  if (plain) mechanisms.set("PLAIN", letIn);
  return { mechanisms, required: false, succeeded() {}, refused() {} };
}

function letIn(): ServerMechanism {
  return { step: () => ({ user: undefined }) };
}
