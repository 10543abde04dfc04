import { bodyText, type IncomingMessage } from "../../amqp/codec/message.js";
import { stringifyJson } from "../../json/json.js";
import { isJsonObject } from "../../json/json-object.js";
import { encodeFailure } from "../../messaging/failure.js";
import type { ContextFields } from "../../messaging/request-context.js";
import type { NotificationMessage, Reply, RpcMessage } from "../driver.js";
import { MalformedMessage } from "../malformed-message.js";
import {
  parseBody,
  readFailure,
  readMonitorTimeout,
  readRequest,
  unwrapEnvelope,
  wrapEnvelope,
  writeBody,
} from "../message-body.js";

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
  const request = { method, args, namespace, version };
  return writeBody(`Request ${method}`, () =>
    stringifyJson({ request, context, call_monitor_timeout: callMonitorTimeout }),
  );
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
  return writeBody(`Notification ${message.event_type}`, () =>
    stringifyJson({ request: enveloped ? wrapEnvelope(message) : message, context }),
  );
}

/** Reads a notification. @throws {MalformedMessage} it is none. @throws {EncodingError} its body is no text. */
export function decodeNotification(message: IncomingMessage): {
  readonly message: Readonly<Record<string, unknown>>;
  readonly context: ContextFields;
} {
  const { request, context } = parseObject(bodyText(message));
  return { message: unwrapEnvelope(request), context: isJsonObject(context) ? context : {} };
}

/** Reads a request. @throws {MalformedMessage} it is none. @throws {EncodingError} its body is no text. */
export function decodeRequest(message: IncomingMessage): RequestBody {
  const fields = parseObject(bodyText(message));
  return {
    message: readRequest(unwrapEnvelope(fields.request)),
    context: isJsonObject(fields.context) ? fields.context : {},
    callMonitorTimeout: readMonitorTimeout(fields.call_monitor_timeout),
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

function parseObject(body: string | null): Readonly<Record<string, unknown>> {
  if (body === null) throw new MalformedMessage("the message has no body");
  const value = parseBody(body);
  if (!isJsonObject(value)) throw new MalformedMessage("the body is no JSON object");
  return value;
}
