import { isIPv6 } from "node:net";
import { InvalidTransportURL } from "../errors/setup-errors.js";
import { maskTransportUrl } from "./transport-url-mask.js";

/** One host of a transport URL. */
export interface TransportHost {
  /** Host name or address; an IPv6 address without brackets. */
  readonly host: string;
  /** Undefined when the URL names none: the driver's default. */
  readonly port: number | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** A transport URL, read as oslo.messaging's `TransportURL.parse` reads it. */
export interface TransportUrl {
  /** The text before the first colon, in lower case. */
  readonly scheme: string;
  /** Name of the driver: the scheme up to a `+`, `rabbit` for its alias `kombu`. */
  readonly driver: string;
  /** At least one. */
  readonly hosts: readonly TransportHost[];
  /** Undefined without a path, "" for `/`, "/" for `//`. */
  readonly virtualHost: string | undefined;
  /** Options of the driver; the values of a repeated one are joined with commas, empty ones are left out. */
  readonly query: ReadonlyMap<string, string>;
}

const DEFAULT_PORT = 5672;
const DEFAULT_HOST = "localhost";
const BREAK = /[\t\r\n]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python's urlsplit strips these from the front.
const LEADING_BLANKS = /^[\u0000-\u0020]+/;
const PARTS = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?/i;
const PORT = /^\d{1,5}$/;

const ENCODED_RUN = /(?:%[0-9a-f]{2})+/gi;
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Reads `driver://[user:password@]host:port[,[user:password@]host:port]/virtual_host?option=value`. Hosts do
 * not inherit credentials from the one before. Without a host it is localhost:5672, as guest with password
 * guest for RabbitMQ.
 *
 * @throws {InvalidTransportURL} The text is no such URL. The message holds no password.
 */
export function parseTransportUrl(text: string): TransportUrl {
  if (!text.isWellFormed()) throw invalid(text, "it holds half of a surrogate pair, which no address can");
  const parts = PARTS.exec(text.replace(LEADING_BLANKS, "").replace(BREAK, ""));
  const scheme = parts?.[1]?.toLowerCase();
  if (scheme === undefined) throw invalid(text, "it must begin with the name of a driver, as in amqp://host");
  const [, , authority = "", path = "", query = ""] = parts ?? [];
  const driver = driverOf(scheme);
  const hosts = authority
    .split(",")
    .filter((host) => host !== "")
    .map((host) => parseHost(host, text));
  return {
    scheme,
    driver,
    hosts: hosts.length > 0 ? hosts : [defaultHost(driver)],
    virtualHost: path.startsWith("/") ? percentDecode(path.slice(1)) : undefined,
    query: parseQuery(query),
  };
}

/**
 * Writes a transport URL. With `mask`, passwords and secret options read `***`.
 */
export function formatTransportUrl(
  url: TransportUrl,
  { mask = false }: { readonly mask?: boolean } = {},
): string {
  const hosts = url.hosts.map(formatHost).join(",");
  const query = [...url.query].map(([name, value]) => `${encodeQuery(name)}=${encodeQuery(value)}`).join("&");
  const path = url.virtualHost === undefined ? "" : `/${percentEncode(url.virtualHost, "/")}`;
  const text = `${url.scheme}://${hosts}${path}${query && `?${query}`}`;
  return mask ? maskTransportUrl(text) : text;
}

/** Whether some hosts have credentials and others have none, which is likely a mistake: none are inherited. */
export function hasMixedCredentials({ hosts }: TransportUrl): boolean {
  const complete = hosts.filter(({ username, password }) => username !== undefined && password !== undefined);
  return complete.length > 0 && complete.length < hosts.length;
}

function driverOf(scheme: string): string {
  const name = scheme.split("+", 1)[0] ?? scheme;
  return name === "kombu" ? "rabbit" : name;
}

function defaultHost(driver: string): TransportHost {
  const account = driver === "rabbit" ? "guest" : undefined;
  return { host: DEFAULT_HOST, port: DEFAULT_PORT, username: account, password: account };
}

function parseHost(text: string, url: string): TransportHost {
  const at = text.lastIndexOf("@");
  const user = at < 0 ? undefined : text.slice(0, at);
  const address = text.slice(at + 1);
  if (user !== undefined && /[[\]]/.test(user)) {
    throw invalid(url, "write [ and ] in a user name or password as %5B and %5D");
  }
  const colon = user?.indexOf(":") ?? -1;
  return {
    ...parseAddress(address, url),
    username: user === undefined ? undefined : percentDecode(colon < 0 ? user : user.slice(0, colon)),
    password: user === undefined || colon < 0 ? undefined : percentDecode(user.slice(colon + 1)),
  };
}

function parseAddress(address: string, url: string): Pick<TransportHost, "host" | "port"> {
  const bracketed = /^\[([^[\]]*)\](?::(.*))?$/.exec(address);
  if (bracketed !== null) {
    const [, host = "", port] = bracketed;
    if (!isIPv6(host)) throw invalid(url, "only an IPv6 address may stand in brackets");
    return { host, port: parsePort(port, url) };
  }
  if (/[[\]]/.test(address)) throw invalid(url, "a bracket must enclose an IPv6 address, as in [::1]:5672");
  const colon = address.indexOf(":");
  const host = colon < 0 ? address : address.slice(0, colon);
  return {
    host: host || DEFAULT_HOST,
    port: colon < 0 ? undefined : parsePort(address.slice(colon + 1), url),
  };
}

/** The text is not repeated in the message: it is part of the password when that holds a raw `/`. */
function parsePort(text: string | undefined, url: string): number | undefined {
  if (text === undefined || text === "") return undefined;
  const port = PORT.test(text) ? Number(text) : 0;
  if (port > 0 && port <= 65535) return port;
  throw invalid(
    url,
    "a port must be a number from 1 to 65535; IPv6 addresses need brackets, and special characters in passwords must be percent-encoded",
  );
}

function parseQuery(query: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const field of query.split("&")) {
    const equals = field.indexOf("=");
    if (equals < 0 || equals === field.length - 1) continue;
    const name = decodeQuery(field.slice(0, equals));
    const value = decodeQuery(field.slice(equals + 1));
    const earlier = values.get(name);
    values.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return values;
}

function decodeQuery(text: string): string {
  return percentDecode(text.replaceAll("+", " "));
}

function encodeQuery(text: string): string {
  return percentEncode(text, " ").replaceAll(" ", "+");
}

function formatHost({ host, port, username, password }: TransportHost): string {
  const user = percentEncode(username ?? "") + (password === undefined ? "" : `:${percentEncode(password)}`);
  const credentials = username === undefined && password === undefined ? "" : `${user}@`;
  return `${credentials}${host.includes(":") ? `[${host}]` : host}${port === undefined ? "" : `:${port}`}`;
}

function invalid(url: string, reason: string): InvalidTransportURL {
  return new InvalidTransportURL(maskTransportUrl(url), reason);
}

/** Decodes `%XX` as UTF-8. Unlike `decodeURIComponent` it never throws: what is no encoding stays as it is. */
function percentDecode(encoded: string): string {
  if (!encoded.includes("%")) return encoded;
  return encoded.replace(ENCODED_RUN, (run) => utf8.decode(Buffer.from(run.replaceAll("%", ""), "hex")));
}

/** Encodes all but letters, digits, `-`, `.`, `_`, `~` and the characters of `safe`. */
function percentEncode(plain: string, safe = ""): string {
  return plain.replace(/[^\w.~-]+/gu, (run) =>
    Array.from(run, (char) => (safe.includes(char) ? char : encodeChar(char))).join(""),
  );
}

function encodeChar(char: string): string {
  return Array.from(Buffer.from(char), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(
    "",
  );
}
