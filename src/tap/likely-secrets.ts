import { isJsonObject, membersOf } from "../json/json-object.js";
import { MASK } from "../log/mask.js";
import { isSecretName, maskPasswords } from "../messaging/mask-passwords.js";
import { maskTransportUrl } from "../messaging/transport-url-mask.js";

/** A text that has all of a URL: in other places than the whole of a value, quotes and brackets end it, as lines do. */
const RUN = /[^\r\n"<>]+/g;
/** Before each word of a text that has a URL of its own. */
const NEXT_URL = /(?<=\s)(?=\S*?:\/\/)/;
const SCHEME = /[a-z][a-z0-9+.-]{0,30}:\/\//i;
/** A URL whose password may have spaces: there are none behind the last `@`. */
const WHOLE_URL = /^[a-z][a-z0-9+.-]{0,30}:\/\/(?:\S+|.*@\S*)$/i;

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
  if (WHOLE_URL.test(masked) && !NEXT_URL.test(masked)) return maskUrl(masked);
  return masked.replace(RUN, (run) => run.split(NEXT_URL).map(maskUrl).join(""));
}

/** A password may have any character that a URL should not, spaces too: all up to the last `@` may be one. */
function maskUrl(text: string): string {
  const begin = text.search(SCHEME);
  const at = text.lastIndexOf("@");
  if (begin < 0 || at < begin) return text;
  const space = text.slice(at).search(/\s/);
  const end = space < 0 ? text.length : at + space;
  return text.slice(0, begin) + maskTransportUrl(text.slice(begin, end)) + text.slice(end);
}
