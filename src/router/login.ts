import type { ServerMechanism, ServerMechanisms } from "../amqp/rhea.js";

/**
 * The logins a router without users takes: anyone is let in, which is why it listens on the loopback interface
 * unless told otherwise. PLAIN is there for clients that have a name and a password and offer nothing else.
 *
 * @param plain false where a password would cross a network that is not encrypted.
 */
export function openLogin(plain: boolean): ServerMechanisms {
  const mechanisms = new Map<string, () => ServerMechanism>([["ANONYMOUS", letIn]]);
  if (plain) mechanisms.set("PLAIN", letIn);
  return mechanisms;
}

function letIn(): ServerMechanism {
  return {
    outcome: undefined,
    username: undefined,
    start() {
      this.outcome = true;
    },
  };
}

/** True for addresses that never leave this machine. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
