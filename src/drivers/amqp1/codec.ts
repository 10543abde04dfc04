import { ClientSendError } from "../../errors/rpc-errors.js";
import { JsonError } from "../../json/json-error.js";
import { isJsonObject } from "../../json/json-object.js";
import { parseJson } from "../../json/parse.js";
import { stringifyJson } from "../../json/stringify.js";
import { decodeFailure, encodeFailure, type RemoteFailure } from "../../messaging/failure.js";
import type { ContextFields } from "../../messaging/request-context.js";
import type { NotificationMessage, Reply, RpcMessage } from "../driver.js";
import { unwrapEnvelope, wrapEnvelope } from "../envelope.js";
import { MalformedMessage } from "../malformed-message.js";

/** The body of a request as oslo.messaging's AMQP 1.0 driver has it. */
export interface RequestBody {
  readonly message: RpcMessage;
  readonly context: ContextFields;
  /** Seconds; undefined when the caller wants no heartbeats. */
  readonly callMonitorTimeout: number | undefined;
}

/**
 * Writes the body of a request.
 *
 * @throws {ClientSendError} context or arguments cannot be written as JSON.
 */
export function encodeRequest({ message, context, callMonitorTimeout }: RequestBody): string {
  const { method, args, namespace, version } = message;
  return writeBody(`Request ${method}`, () => ({
    request: { method, args, namespace, version },
    context,
    call_monitor_timeout: callMonitorTimeout,
  }));
}

/**
 * Writes the body of a notification.
 *
 * @throws {ClientSendError} context or payload cannot be written as JSON.
 */
export function encodeNotification(
  message: NotificationMessage,
  context: ContextFields,
  enveloped: boolean,
): string {
  return writeBody(`Notification ${message.event_type}`, () => ({
    request: enveloped ? wrapEnvelope(message) : message,
    context,
  }));
}

/** Reads the body of a notification. @throws {MalformedMessage} it is none. */
export function decodeNotification(body: string | null): {
  readonly message: Readonly<Record<string, unknown>>;
  readonly context: ContextFields;
} {
  const { request, context } = parseObject(body);
  return { message: unwrapEnvelope(request), context: isJsonObject(context) ? context : {} };
}

/** Reads the body of a request. @throws {MalformedMessage} it is none. */
export function decodeRequest(body: string | null): RequestBody {
  const fields = parseObject(body);
  const request = unwrapEnvelope(fields.request);
  const { method, args, namespace, version } = request;
  if (typeof method !== "string") throw new MalformedMessage("the request names no method");
  if (namespace !== undefined && namespace !== null && typeof namespace !== "string") {
    throw new MalformedMessage("the namespace is no string");
  }
  if (version !== undefined && version !== null && typeof version !== "string") {
    throw new MalformedMessage("the version is no string");
  }
  const { call_monitor_timeout: monitor } = fields;
  return {
    message: { method, args, namespace: namespace ?? undefined, version },
    context: isJsonObject(fields.context) ? fields.context : {},
    callMonitorTimeout: typeof monitor === "number" && Number.isFinite(monitor) ? monitor : undefined,
  };
}

/**
 * Writes the body of a reply.
 *
 * @throws {JsonError} the result cannot be written as JSON.
 */
export function encodeReply(reply: Reply): string {
  if ("failure" in reply) return stringifyJson({ failure: encodeFailure(reply.failure) });
  return stringifyJson({ response: reply.response ?? null });
}

/** Reads the body of a reply. @throws {MalformedMessage} it is none. */
export function decodeReply(body: string): Reply {
  const { failure, response } = parseObject(body);
  if (failure === undefined || failure === null) return { response };
  return { failure: readFailure(failure) };
}

function writeBody(what: string, content: () => object): string {
  try {
    return stringifyJson(content());
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new ClientSendError(`${what} cannot be written as JSON: ${error.message}`, { cause: error });
  }
}

function readFailure(failure: unknown): RemoteFailure {
  if (typeof failure !== "string") return decodeFailure(failure);
  try {
    return decodeFailure(parseJson(failure));
  } catch {
    throw new MalformedMessage("the failure is no JSON");
  }
}

function parseObject(body: string | null): Readonly<Record<string, unknown>> {
  if (body === null) throw new MalformedMessage("the message has no body");
  let value: unknown;
  try {
    value = parseJson(body);
  } catch (error) {
    throw new MalformedMessage(`the body is no JSON: ${(error as Error).message}`);
  }
  if (!isJsonObject(value)) throw new MalformedMessage("the body is no JSON object");
  return value;
}
