import { isJsonObject, type JsonObject } from "../json/json-object.js";
import { parseJson } from "../json/parse.js";
import { stringifyJson } from "../json/stringify.js";
import { MalformedMessage } from "./malformed-message.js";

/** The one version of oslo.messaging's envelope there is. */
const ENVELOPE_VERSION = "2.0";

/**
 * Puts a message in an envelope (`oslo_messaging._drivers.common.serialize_msg`).
 *
 * @throws {JsonError} it cannot be written as JSON.
 */
export function wrapEnvelope(message: object): JsonObject {
  return { "oslo.version": ENVELOPE_VERSION, "oslo.message": stringifyJson(message) };
}

/**
 * The message in an envelope `{"oslo.version": "2.0", "oslo.message": "<JSON>"}`, or the value itself when it has
 * none (`oslo_messaging._drivers.common.deserialize_msg`).
 *
 * @throws {MalformedMessage} the value is no object, or the envelope is not of version 2.0 or holds no JSON object.
 */
export function unwrapEnvelope(value: unknown): JsonObject {
  if (!isJsonObject(value)) throw new MalformedMessage("the message is no object");
  if (!Object.hasOwn(value, "oslo.version") || !Object.hasOwn(value, "oslo.message")) return value;
  if (value["oslo.version"] !== ENVELOPE_VERSION) {
    throw new MalformedMessage(`the envelope is not of version ${ENVELOPE_VERSION}`);
  }
  const message = parseMessage(value["oslo.message"]);
  if (!isJsonObject(message)) throw new MalformedMessage("the envelope holds no object");
  return message;
}

function parseMessage(text: unknown): unknown {
  if (typeof text !== "string") throw new MalformedMessage("the envelope holds no text");
  try {
    return parseJson(text);
  } catch {
    throw new MalformedMessage("the envelope holds no JSON");
  }
}
