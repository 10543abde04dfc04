import { compact, type JsonObject } from "../json/json-object.js";
import type { CallRequest, ValidateRequest } from "./api.js";
import { badRequest } from "./console-refusal.js";

/** Seconds that a call may be given at most: a day. */
const LONGEST = 86_400;

/** @throws {ConsoleRefusal} a member is missing or no text. */
export function readValidateRequest(body: JsonObject): ValidateRequest {
  return {
    service: textOf(body, "service"),
    method: textOf(body, "method"),
    arguments: textOf(body, "arguments"),
  };
}

/** @throws {ConsoleRefusal} a member is missing, of another type, or does not go with the others. */
export function readCallRequest(body: JsonObject): CallRequest {
  const kind = textOf(body, "kind");
  if (kind !== "call" && kind !== "cast") throw badRequest("kind is call or cast");
  const { server, fanout, timeout } = ownMembers(body);
  if (server !== undefined && (typeof server !== "string" || server === ""))
    throw badRequest("server must be a text that is not empty");
  if (fanout !== undefined && typeof fanout !== "boolean") throw badRequest("fanout must be true or false");
  if (fanout && kind === "call") throw badRequest("a call has one result: cast to all servers");
  if (fanout && server !== undefined) throw badRequest("a fanout goes to all servers: leave server out");
  if (timeout !== undefined && !(typeof timeout === "number" && timeout > 0 && timeout <= LONGEST))
    throw badRequest(`timeout is a number of seconds up to ${LONGEST}`);
  return compact<CallRequest>({ ...readValidateRequest(body), kind, server, fanout, timeout });
}

/** Null counts as left out. */
function ownMembers(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}

function textOf(body: JsonObject, name: string): string {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  if (typeof value === "string") return value;
  throw badRequest(`${name} must be a text`);
}
