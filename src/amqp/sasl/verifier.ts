import { randomBytes, timingSafeEqual } from "node:crypto";
import {
  hash,
  hmac,
  MAX_ITERATIONS,
  MIN_ITERATIONS,
  readBase64,
  SCRAM_SHA_256,
  saltPassword,
} from "./scram.js";

/** Rounds for new verifiers. */
export const DEFAULT_ITERATIONS = 15_000;

const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** The part of a password that a server keeps: enough to check it, not enough to log in with. */
export interface ScramVerifier {
  readonly iterations: number;
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

/** Makes the verifier of a password. */
export async function makeVerifier(
  password: string,
  iterations: number = DEFAULT_ITERATIONS,
  salt: Buffer = randomBytes(SALT_BYTES),
): Promise<ScramVerifier> {
  const salted = await saltPassword(password, salt, iterations);
  return {
    iterations,
    salt,
    storedKey: hash(hmac(salted, "Client Key")),
    serverKey: hmac(salted, "Server Key"),
  };
}

/** Whether a password is the one the verifier was made of, in a time that does not depend on it. */
export async function isPassword(verifier: ScramVerifier, password: string): Promise<boolean> {
  const { storedKey } = await makeVerifier(password, verifier.iterations, verifier.salt);
  return timingSafeEqual(storedKey, verifier.storedKey);
}

/** Writes a verifier as PostgreSQL does: `SCRAM-SHA-256$ITERATIONS:SALT$STORED-KEY:SERVER-KEY`, in base64. */
export function formatVerifier({ iterations, salt, storedKey, serverKey }: ScramVerifier): string {
  const [s, stored, server] = [salt, storedKey, serverKey].map((bytes) => bytes.toString("base64"));
  return `${SCRAM_SHA_256}$${iterations}:${s}$${stored}:${server}`;
}

/** Reads what `formatVerifier` writes; undefined for anything else. */
export function parseVerifier(text: string): ScramVerifier | undefined {
  const match = /^SCRAM-SHA-256\$(\d{1,9}):([^$:]+)\$([^$:]+):([^$:]+)$/.exec(text);
  if (match === null) return undefined;
  const iterations = Number(match[1]);
  const [salt, storedKey, serverKey] = match.slice(2).map(readBase64);
  if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS || salt === undefined) return undefined;
  if (storedKey?.length !== KEY_BYTES || serverKey?.length !== KEY_BYTES) return undefined;
  return { iterations, salt, storedKey, serverKey };
}
