const ENCODED_RUN = /(?:%[0-9a-f]{2})+/gi;
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Decodes `%XX` as UTF-8. Unlike `decodeURIComponent` it never throws: what is no encoding stays as it is. */
export function percentDecode(encoded: string): string {
  if (!encoded.includes("%")) return encoded;
  return encoded.replace(ENCODED_RUN, (run) => utf8.decode(Buffer.from(run.replaceAll("%", ""), "hex")));
}

/** Encodes all but letters, digits, `-`, `.`, `_`, `~` and the characters of `safe`. */
export function percentEncode(plain: string, safe = ""): string {
  return plain.replace(/[^\w.~-]+/gu, (run) =>
    Array.from(run, (char) => (safe.includes(char) ? char : encodeChar(char))).join(""),
  );
}

function encodeChar(char: string): string {
  return Array.from(Buffer.from(char), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(
    "",
  );
}
