import type { IncomingMessage } from "node:http";
import { parseJson } from "../json/json.js";
import { isJsonObject, type JsonObject } from "../json/json-object.js";
import { badRequest, ConsoleRefusal } from "./console-refusal.js";

/** Bytes of the largest body. */
const LARGEST_BODY = 1024 * 1024;

/**
 * Reads a body that is a JSON object.
 *
 * @throws {ConsoleRefusal} it is none, or too large.
 */
export async function readBody(request: IncomingMessage): Promise<JsonObject> {
  if (Number(request.headers["content-length"] ?? 0) > LARGEST_BODY) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw tooLarge();
    chunks.push(chunk);
  }
  let value: unknown;
  try {
    value = parseJson(Buffer.concat(chunks).toString("utf8"));
  } catch (error) {
    throw badRequest(`the body is no JSON: ${(error as Error).message}`);
  }
  if (isJsonObject(value)) return value;
  throw badRequest("the body must be a JSON object");
}

function tooLarge(): ConsoleRefusal {
  return new ConsoleRefusal(413, "too-large", `a body has at most ${LARGEST_BODY} bytes`);
}
