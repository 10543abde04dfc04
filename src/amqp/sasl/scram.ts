import { createHash, createHmac, pbkdf2 } from "node:crypto";
import { promisify } from "node:util";

/** The name of the one kind of SCRAM spoken here (RFC 5802, RFC 7677). */
export const SCRAM_SHA_256 = "SCRAM-SHA-256";

/** Rounds of hashing a server may ask for: fewer protect nothing, more would keep the client busy for seconds. */
export const MIN_ITERATIONS = 4_096;
export const MAX_ITERATIONS = 1_000_000;

const HASH = "sha256";
const HASH_BYTES = 32;

const derive = promisify(pbkdf2);

/** `SaltedPassword` of RFC 5802. */
export function saltPassword(password: string, salt: Buffer, iterations: number): Promise<Buffer> {
  return derive(prepare(password), salt, iterations, HASH_BYTES, HASH);
}

export function hmac(key: Buffer, text: string): Buffer {
  return createHmac(HASH, key).update(text).digest();
}

export function hash(bytes: Buffer): Buffer {
  return createHash(HASH).update(bytes).digest();
}

/** Combines a proof and a signature, either into the other. Both have the length of a hash. */
export function xor(left: Buffer, right: Buffer): Buffer {
  return Buffer.from(left.map((byte, index) => byte ^ (right[index] as number)));
}

// Soft hyphens, joiners and the like, which RFC 4013 maps to nothing; its spaces, which it maps to a blank.
const NOTHING = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|[\u200b-\u200d]|\u2060|[\ufe00-\ufe0f]|\ufeff/gu;
const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/gu;

/** A name or password after SASLprep (RFC 4013). What it forbids is left as it is. */
export function prepare(text: string): string {
  return text.replace(SPACES, " ").replace(NOTHING, "").normalize("NFKC");
}

/** Writes a user name for a message, where `,` and `=` mean something. */
export function encodeName(name: string): string {
  return prepare(name).replaceAll("=", "=3D").replaceAll(",", "=2C");
}

/** Undoes `encodeName`; undefined when the text is not written so. */
export function decodeName(text: string): string | undefined {
  if (/=(?!2C|3D)/.test(text)) return undefined;
  return text.replaceAll("=2C", ",").replaceAll("=3D", "=");
}

/**
 * Reads a message `a=…,b=…`, whose attributes must be these in this order; more may follow.
 *
 * @returns their values, or undefined when it is another message.
 */
export function readAttributes(message: string, names: string): string[] | undefined {
  const parts = message.split(",");
  const values = [...names].map((name, index) =>
    parts[index]?.startsWith(`${name}=`) ? parts[index].slice(2) : undefined,
  );
  return values.every((value) => value !== undefined) ? values : undefined;
}

/** Reads base64 as it must be written; undefined for anything else. */
export function readBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
}
