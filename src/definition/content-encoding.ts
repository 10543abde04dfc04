/** The encodings of octets as texts that programs may have decoded: those of RFC 4648 that give each octet one text. */
export const OCTET_ENCODINGS = ["base64", "base64url"] as const;

/** An encoding of octets as a text, by its name under `contentEncoding`. */
export type OctetEncoding = (typeof OCTET_ENCODINGS)[number];

/** The encoding that a schema names; undefined where it is none that programs may have decoded. */
export function octetEncoding(contentEncoding: unknown): OctetEncoding | undefined {
  // Their names do not depend on case.
  const name = typeof contentEncoding === "string" ? contentEncoding.toLowerCase() : undefined;
  return OCTET_ENCODINGS.find((encoding) => encoding === name);
}

/** True for a text that says octets, in the one way in which an encoder writes it: padded, in one line. */
export function isEncoded(text: string, encoding: OctetEncoding): boolean {
  // Node's decoder passes over what it cannot read.
  return text.length % 4 === 0 && encodedText(Buffer.from(text, encoding), encoding) === text;
}

/** The text of octets. */
export function encodedText({ buffer, byteOffset, byteLength }: Uint8Array, encoding: OctetEncoding): string {
  const text = Buffer.from(buffer, byteOffset, byteLength).toString(encoding);
  // Node's base64url has no padding; that of RFC 4648, and of Python, does.
  return encoding === "base64" ? text : text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}
