import type { IncomingDelivery } from "../amqp/client/receiver.js";
import { ClientSendError } from "../errors/rpc-errors.js";
import type { Instruments } from "../instruments/instruments.js";
import { parseJson, stringifyJson } from "../json/json.js";
import { JsonError } from "../json/json-error.js";
import { isJsonObject, type JsonObject } from "../json/json-object.js";
import type { Logger } from "../log/logger.js";
import { decodeFailure, type RemoteFailure } from "../messaging/failure.js";
import type { Reply, RpcMessage } from "./driver.js";
import { DECODE_ERROR, isUnreadable, MalformedMessage } from "./malformed-message.js";

/** The one version of oslo.messaging's envelope there is. */
const ENVELOPE_VERSION = "2.0";

/**
 * Writes the body of a message.
 *
 * @param what the message, for people
 * @param write throws a `JsonError` for content that cannot be written
 * @throws {ClientSendError} its content cannot be written as JSON.
 */
export function writeBody(what: string, write: () => string): string {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new ClientSendError(`${what} cannot be written as JSON: ${error.message}`, { cause: error });
  }
}

/** Reads the body of a message. @throws {MalformedMessage} it is no JSON. */
export function parseBody(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new MalformedMessage(`the body is no JSON: ${(error as Error).message}`);
  }
}

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

/** Reads what a request is on every wire. @throws {MalformedMessage} it is none. */
export function readRequest({ method, args, namespace, version }: JsonObject): RpcMessage {
  if (typeof method !== "string") throw new MalformedMessage("the request names no method");
  if (namespace !== undefined && namespace !== null && typeof namespace !== "string") {
    throw new MalformedMessage("the namespace is no string");
  }
  if (version !== undefined && version !== null && typeof version !== "string") {
    throw new MalformedMessage("the version is no string");
  }
  return { method, args, namespace: namespace ?? undefined, version };
}

/** Reads the seconds between the heartbeats a caller asks for; undefined when it asks for none. */
export function readMonitorTimeout(seconds: unknown): number | undefined {
  return typeof seconds === "number" && Number.isFinite(seconds) ? seconds : undefined;
}

/** Reads a failure, which Python sends as a string of JSON. @throws {MalformedMessage} the string holds none. */
export function readFailure(failure: unknown): RemoteFailure {
  if (typeof failure !== "string") return decodeFailure(failure);
  try {
    return decodeFailure(parseJson(failure));
  } catch {
    throw new MalformedMessage("the failure is no JSON");
  }
}

/**
 * Writes the body of a reply. A result that JSON cannot show, or whose `toJSON` throws, is the method's fault, and
 * its caller is told so.
 */
export function writeReply(
  { method }: RpcMessage,
  reply: Reply,
  encode: (reply: Reply) => string,
  log: Logger,
): string {
  try {
    return encode(reply);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "it cannot be shown";
    log.error({ method, reason }, "The answer of a method cannot be written as JSON");
    const message = `The answer of method ${method} cannot be written as JSON: ${reason}`;
    const failure = {
      class: "InvalidResult",
      module: "oslo_rpc.exceptions",
      message,
      tb: [],
      args: [message],
      kwargs: {},
    };
    return encode({ failure });
  }
}

/** Who is told of a message that cannot be read, and what of its place. */
export interface UnreadableTold {
  readonly place: string;
  readonly log: Logger;
  readonly instruments: Instruments | undefined;
}

/**
 * Takes deliveries, and rejects those that cannot be read.
 *
 * @param take reads a delivery and hands it on; throws {@link MalformedMessage} or `EncodingError`
 */
export function rejectingUnreadable(
  take: (delivery: IncomingDelivery) => void,
  { place, log, instruments }: UnreadableTold,
): (delivery: IncomingDelivery) => void {
  return (delivery) => {
    try {
      take(delivery);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      instruments?.happened({ type: "unreadable" });
      log.warn({ place, reason: error.message }, "A message that cannot be read is rejected");
      delivery.reject(DECODE_ERROR, error.message);
    }
  };
}
