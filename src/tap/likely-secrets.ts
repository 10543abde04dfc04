import { isJsonObject, membersOf } from "../json/json-object.js";
import { MASK } from "../log/mask.js";
import { isSecretName, maskPasswords } from "../messaging/mask-passwords.js";
import { maskTransportUrl } from "../messaging/transport-url-mask.js";

/** A text that a URL ends with: in other places than the whole of a value, quotes and brackets end it as well. */
const WORD = /[^\s"<>]+/g;
const SCHEME = /[a-z][a-z0-9+.-]{0,30}:\/\//i;
const WHOLE_URL = /^[a-z][a-z0-9+.-]{0,30}:\/\/\S+$/i;

/**
 * The value with what is likely to be a secret masked. It is stricter than `oslo_utils`, whose masked values programs
 * go on with: whole objects under the names of secrets are masked, and passwords in the names of members.
 */
export function maskLikelySecrets(value: unknown): unknown {
  if (typeof value === "string") return maskLikelyText(value);
  if (Array.isArray(value)) return value.map(maskLikelySecrets);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    membersOf(value).map(([name, member]) => [
      maskLikelyText(name),
      isSecretName(name) ? MASK : maskLikelySecrets(member),
    ]),
  );
}

/** The text with the passwords masked that are written out in it, those in URLs among them. */
export function maskLikelyText(text: string): string {
  const masked = String(maskPasswords(text));
  if (!masked.includes("://")) return masked;
  return WHOLE_URL.test(masked) ? maskUrl(masked) : masked.replace(WORD, maskUrl);
}

/** A password may have any character that a URL should not: all up to the last `@` may be one. */
function maskUrl(word: string): string {
  const begin = word.search(SCHEME);
  if (begin < 0 || word.lastIndexOf("@") < begin) return word;
  return word.slice(0, begin) + maskTransportUrl(word.slice(begin));
}
