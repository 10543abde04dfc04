import { isJsonObject, membersOf } from "../json/json-object.js";
import { MASK } from "../log/mask.js";
import { isSecretName, maskPasswords } from "../messaging/mask-passwords.js";
import { maskTransportUrl } from "../messaging/transport-url-mask.js";

/** A text that has all of a URL: in other places than the whole of a value, quotes and brackets end it, as lines do. */
const RUN = /[^\r\n"<>]+/g;
/** Before each word of a text that has a URL of its own. */
const NEXT_URL = /(?<=\s)(?=\S*?:\/\/)/;
const SCHEME = /[a-z][a-z0-9+.-]{0,30}:\/\//i;
/** A URL whose password may have spaces: there are none behind the last `@`. Each `@` is read once. */
const WHOLE_URL = /^[a-z][a-z0-9+.-]{0,30}:\/\/(?:\S+|.*@[^\s@]*)$/i;
/** A URL in three: its scheme, the text up to the first colon, and all behind that. */
const PARTS = /^([^:]*):\/\/([^\s:/?#[]*):(.*)$/s;
/** Behind the colon stands a port, as far as can be told. */
const PORT = /^\d{1,5}(?:[/?#,]|[.;:)\]}']*(?:\s|$))/;
const WEB = /^https?$/i;
/** A name that no user has. */
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|localhost)$/i;

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
  return masked.replace(RUN, (run) => urlsOf(run).map(maskUrl).join(""));
}

/** The text in parts with a URL each; what looks like one before the end of a password is a part of that. */
function urlsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let open = "";
  for (const part of text.split(NEXT_URL)) {
    const whole = open + part;
    const isOpen = !part.includes("@") && (open !== "" || beginsPassword(part));
    if (!isOpen) parts.push(whole);
    open = isOpen ? whole : "";
  }
  // No end has come: they were URLs of their own.
  return open === "" ? parts : [...parts, ...open.split(NEXT_URL)];
}

function beginsPassword(text: string): boolean {
  const [, , , behind] = PARTS.exec(text.slice(Math.max(0, text.search(SCHEME)))) ?? [];
  return behind !== undefined && !PORT.test(behind);
}

/** A password may have any character that a URL should not: all up to the last `@` may be one. */
function maskUrl(text: string): string {
  const begin = text.search(SCHEME);
  if (begin < 0) return text;
  const url = text.slice(begin);
  const at = (mayHaveSpaces(url) ? url : (url.split(/\s/, 1)[0] ?? "")).lastIndexOf("@");
  if (at < 0) return text;
  const space = url.slice(at).search(/\s/);
  const end = space < 0 ? url.length : at + space;
  return text.slice(0, begin) + maskTransportUrl(url.slice(0, end)) + url.slice(end);
}

/**
 * Whether spaces may be part of the URL's password. Behind a port they are not, but a password may begin like one: it is
 * a port in a URL of the web, which seldom has a password, and behind an address.
 */
function mayHaveSpaces(url: string): boolean {
  const [, scheme = "", name = "", behind] = PARTS.exec(url) ?? [];
  if (behind === undefined) return false;
  return !(PORT.test(behind) && (WEB.test(scheme) || ADDRESS.test(name)));
}
