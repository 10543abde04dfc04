import { types } from "node:util";
import { encodedText, isEncoded, octetEncoding } from "../../definition/content-encoding.js";
import { type Refinement, refinement } from "../schema-object.js";

/** True for octets of any realm; a Buffer is some, too. */
export function isOctets(value: unknown): value is Uint8Array {
  return types.isUint8Array(value);
}

/**
 * The octets that a text says, in memory of their own: a Buffer of Node's may share its memory with others.
 *
 * @param contentEncoding `base64` or `base64url`
 */
export function octetsOf(text: string, contentEncoding: unknown): Uint8Array | undefined {
  const encoding = octetEncoding(contentEncoding);
  return encoding !== undefined && isEncoded(text, encoding)
    ? new Uint8Array(Buffer.from(text, encoding))
    : undefined;
}

/**
 * The text of octets.
 *
 * @param contentEncoding `base64` or `base64url`
 */
export function octetsText(octets: Uint8Array, contentEncoding: unknown = "base64"): string {
  return encodedText(octets, octetEncoding(contentEncoding) ?? "base64");
}

/** Refuses texts that say no octets in the encoding of a schema. */
export function encodingCheck(contentEncoding: unknown): Refinement {
  const encoding = octetEncoding(contentEncoding);
  return refinement(
    (value) => typeof value !== "string" || encoding === undefined || isEncoded(value, encoding),
    `must be encoded as ${encoding}`,
  );
}
