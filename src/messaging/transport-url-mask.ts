import { MASK } from "../log/mask.js";

const AUTHORITY = /^([^/?#]*:\/\/)([^/?#]*)(.*)$/s;
const HOST_AND_PORT = /^(?:[^:[\]]*|\[[^[\]]*\])(?::\d*)?$/;
/** Its parts exclude one another, so that a long text is read once. */
const SECRET_OPTION = /([?&](?:(?!password|secret)[^?=&#])*(?:password|secret)[^?=&#]*=)[^&#]*/gi;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a log line must not break or change colour.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/**
 * Hides the passwords of a transport URL for messages and logs, along with the values of secret options in
 * its query. The text need not be a valid URL: where the limits of a password cannot be told, more is hidden.
 */
export function maskTransportUrl(text: string): string {
  const printable = text.replace(CONTROL, "");
  const [, scheme = "", authority = "", rest = ""] = AUTHORITY.exec(printable) ?? [];
  const hosts = authority.split(",");
  const isClear =
    scheme !== "" && !rest.includes("@") && hosts.every((host) => HOST_AND_PORT.test(addressOf(host)));
  const masked = isClear ? scheme + hosts.map(maskHost).join(",") + rest : maskToLastAt(printable);
  return masked.replace(SECRET_OPTION, `$1${MASK}`);
}

function addressOf(host: string): string {
  return host.slice(host.lastIndexOf("@") + 1);
}

function maskHost(host: string): string {
  const at = host.lastIndexOf("@");
  const colon = host.indexOf(":");
  return at < 0 || colon < 0 || colon > at ? host : `${host.slice(0, colon)}:${MASK}${host.slice(at)}`;
}

/**
 * Hides all from the first colon after the scheme to the last `@`. Where there is no `@`, what stands in the
 * place of the hosts is hidden to the end, for it may be the beginning of a password.
 */
function maskToLastAt(text: string): string {
  const scheme = /^[^:@]*:\/\//.exec(text)?.[0].length ?? 0;
  const colon = text.indexOf(":", scheme);
  const at = text.lastIndexOf("@");
  if (colon < 0 || (at < colon && scheme === 0)) return text;
  return `${text.slice(0, colon)}:${MASK}${at > colon ? text.slice(at) : ""}`;
}
