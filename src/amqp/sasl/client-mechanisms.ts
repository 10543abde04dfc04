import { type ClientMechanism, type ClientMechanisms, singleResponse } from "./mechanism.js";
import { SCRAM_SHA_256 } from "./scram.js";
import { ScramClient } from "./scram-client.js";

export interface SaslCredentials {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Only these mechanisms may be used; empty or absent allows all. */
  readonly allowed?: readonly string[] | undefined;
  /** True when the connection shows a client certificate. */
  readonly external?: boolean | undefined;
}

/**
 * The mechanisms a client is ready to use, strongest first, or undefined when it needs no SASL layer at all: that
 * is what oslo's driver does without a user name and without any `sasl_*` option.
 *
 * @param onPlain called when the password is about to be sent as it is.
 */
export function clientMechanisms(
  credentials: SaslCredentials,
  onPlain: () => void = () => {},
): ClientMechanisms | undefined {
  const { username, password, allowed = [], external = false } = credentials;
  if (username === undefined && !external && allowed.length === 0) return undefined;
  const mechanisms = new Map<string, () => ClientMechanism>();
  if (external) mechanisms.set("EXTERNAL", () => singleResponse(() => Buffer.alloc(0)));
  if (username !== undefined && password !== undefined) {
    mechanisms.set(SCRAM_SHA_256, () => new ScramClient(username, password));
    mechanisms.set("PLAIN", () =>
      singleResponse(() => {
        onPlain();
        return Buffer.from(`\0${username}\0${password}`, "utf8");
      }),
    );
  }
  mechanisms.set("ANONYMOUS", () => singleResponse(() => Buffer.from(username ?? "anonymous", "utf8")));
  if (allowed.length === 0) return mechanisms;
  const names = new Set(allowed.map((name) => name.toUpperCase()));
  return new Map([...mechanisms].filter(([name]) => names.has(name)));
}
