import type { IncomingMessage, ServerResponse } from "node:http";
import { stringifyJson } from "../json/json.js";
import type { Refusal } from "./api.js";
import type { Asset } from "./assets.js";
import type { ConsoleRefusal } from "./console-refusal.js";

/** Nothing but the page's own files is loaded, nothing it shows runs, and nobody frames it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

/** Sets the headers of every answer. */
export function secure(response: ServerResponse): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
}

/** Answers with a value as JSON. */
export function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.end(stringifyJson(value));
}

/** Says why a request is refused: the page is told as JSON, whoever looks by hand in a line. */
export function sendRefusal(
  response: ServerResponse,
  { status, reason, message }: ConsoleRefusal,
  asJson: boolean,
): void {
  response.statusCode = status;
  // What is left of a body is not read.
  response.setHeader("connection", "close");
  const refusal: Refusal = { error: reason, message };
  if (asJson) sendJson(response, refusal);
  else response.setHeader("content-type", "text/plain; charset=utf-8").end(`${message}\n`);
}

/** Sends a file of the page, or tells that the browser has it. */
export async function sendAsset(
  request: IncomingMessage,
  response: ServerResponse,
  asset: Asset,
): Promise<void> {
  const { "if-none-match": known, "accept-encoding": accepted } = request.headers;
  response.setHeader("cache-control", "no-cache");
  response.setHeader("etag", asset.tag);
  response.setHeader("vary", "accept-encoding");
  if (known === asset.tag) {
    response.statusCode = 304;
    response.end();
    return;
  }
  const { bytes, encoding } = await asset.body(accepted === undefined ? undefined : String(accepted));
  response.setHeader("content-type", asset.contentType);
  response.setHeader("content-length", bytes.length);
  if (encoding !== undefined) response.setHeader("content-encoding", encoding);
  response.end(request.method === "HEAD" ? undefined : bytes);
}
