import type { ClientMechanism, ClientMechanisms } from "./rhea.js";

export interface SaslCredentials {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Only these mechanisms may be used; empty or absent allows all. */
  readonly allowed?: readonly string[] | undefined;
  /** True when the connection shows a client certificate. */
  readonly external?: boolean | undefined;
}

/**
 * The mechanisms a client is ready to use, best first, or undefined when it needs no SASL layer at all: that is
 * what oslo's driver does without a user name and without any `sasl_*` option.
 */
export function clientMechanisms(credentials: SaslCredentials): ClientMechanisms | undefined {
  const { username, password, allowed = [], external = false } = credentials;
  if (username === undefined && !external && allowed.length === 0) return undefined;
  const mechanisms = new Map<string, () => ClientMechanism>();
  if (external) mechanisms.set("EXTERNAL", () => single(Buffer.alloc(0)));
  if (username !== undefined && password !== undefined) {
    mechanisms.set("PLAIN", () => single(Buffer.from(`\0${username}\0${password}`, "utf8")));
  }
  mechanisms.set("ANONYMOUS", () => single(Buffer.from(username ?? "anonymous", "utf8")));
  if (allowed.length === 0) return mechanisms;
  const names = new Set(allowed.map((name) => name.toUpperCase()));
  return new Map([...mechanisms].filter(([name]) => names.has(name)));
}

/** A mechanism that says all it has to say at once. */
function single(response: Buffer): ClientMechanism {
  return {
    start: (respond) => respond(undefined, response),
    step: (_challenge, respond) => respond(new Error("unexpected challenge")),
  };
}
