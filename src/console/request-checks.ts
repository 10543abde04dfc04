import type { IncomingHttpHeaders } from "node:http";
import { ConsoleRefusal } from "./console-refusal.js";

/** Values of `Sec-Fetch-Site` of a request that no other page has made; another port counts as the same site. */
const OWN_SITES: ReadonlySet<string> = new Set(["same-origin", "none"]);

/**
 * Refuses a request that is not for the console by its own name, or that another page has made: a name of somebody
 * else's that leads to this machine (DNS rebinding), a form or a script on another page.
 *
 * @param port that the console listens on
 * @throws {ConsoleRefusal}
 */
export function checkOrigin(headers: IncomingHttpHeaders, port: number): void {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  const { host, origin, "sec-fetch-site": site } = headers;
  if (host === undefined || !hosts.includes(host.toLowerCase()))
    throw new ConsoleRefusal(421, "wrong-host", `ask for this as http://127.0.0.1:${port}`);
  const isOwn = origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`;
  if (!isOwn || (site !== undefined && !OWN_SITES.has(String(site))))
    throw new ConsoleRefusal(403, "other-origin", "another page asks: open the printed link itself");
}

/**
 * Refuses a body that a form of another page could send.
 *
 * @throws {ConsoleRefusal}
 */
export function checkBodyType(headers: IncomingHttpHeaders): void {
  const type = (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json")
    throw new ConsoleRefusal(415, "wrong-type", "the body is JSON: content-type: application/json");
}
