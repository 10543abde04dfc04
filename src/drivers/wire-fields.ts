import type { JsonObject } from "../json/json-object.js";
import { parseJson } from "../json/parse.js";
import { decodeFailure, type RemoteFailure } from "../messaging/failure.js";
import type { RpcMessage } from "./driver.js";
import { MalformedMessage } from "./malformed-message.js";

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
