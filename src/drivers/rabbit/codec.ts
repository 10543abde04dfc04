import { bodyBytes, decodeMessage, type RedeliveredMessage } from "../../amqp/codec/message.js";
import { encodeMessage, type OutgoingMessage, randomId } from "../../amqp/codec/message-writer.js";
import { stringifyJson } from "../../json/json.js";
import type { JsonObject } from "../../json/json-object.js";
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
  writeBody,
} from "../message-body.js";
import { COMPRESSION, compress, decompress, GZIP } from "./compression.js";
import { contextOf, opened } from "./context-members.js";
import { SENT } from "./send-clock.js";

/** The fields that make a request a call. */
export interface CallFields {
  /** It needs no escapes in JSON where it is to be sent. */
  readonly msgId: string;
  readonly replyQueue: string;
  /** Seconds; undefined when no heartbeats are wanted. */
  readonly callMonitorTimeout: number | undefined;
}

/**
 * Writes what all requests have, as a JSON object that is not closed yet.
 *
 * @throws {ClientSendError} context or arguments cannot be written as JSON.
 */
export function encodeRequest(message: RpcMessage, context: ContextFields): string {
  const { method, args, namespace, version } = message;
  return writeBody(`Request ${method}`, () => opened({ method, args, namespace, version }, context));
}

/** Puts a request in its envelope, with the fields of a call if it is one, and with an id of its own. */
export function sealRequest(request: string, call?: CallFields): string {
  return envelope(closed(call === undefined ? request : request + callMembers(call)));
}

function callMembers({ msgId, replyQueue, callMonitorTimeout }: CallFields): string {
  const queue = JSON.stringify(replyQueue);
  return `,"_msg_id":"${msgId}","_reply_q":${queue},"_timeout":${callMonitorTimeout ?? null}`;
}

/** Closes such an object, with the id of a message, which needs no escapes, behind all others. */
function closed(members: string): string {
  return `${members},"_unique_id":"${randomId()}"}`;
}

/** A request that came in. */
export interface DecodedRequest {
  readonly message: RpcMessage;
  readonly context: ContextFields;
  readonly uniqueId: string | undefined;
  /** Undefined for a cast. */
  readonly reply: Pick<CallFields, "msgId" | "replyQueue"> | undefined;
  readonly callMonitorTimeout: number | undefined;
}

/** Reads a request. @throws {MalformedMessage} it is none. */
export function decodeRequest(fields: JsonObject): DecodedRequest {
  const { _msg_id: msgId, _reply_q: replyQueue, _timeout: monitor } = fields;
  const isCall = typeof msgId === "string" && typeof replyQueue === "string";
  return {
    message: readRequest(fields),
    context: contextOf(fields),
    uniqueId: uniqueIdOf(fields),
    reply: isCall ? { msgId, replyQueue } : undefined,
    callMonitorTimeout: readMonitorTimeout(monitor),
  };
}

/**
 * Writes a reply; each is to be sent as it stands, with the same ids, however often it is sent.
 *
 * @throws {JsonError} the result cannot be written as JSON.
 */
export function encodeReply(msgId: string, reply: Reply): string {
  const failed = "failure" in reply;
  return sealReply(msgId, {
    result: failed ? null : (reply.response ?? null),
    failure: failed ? encodeFailure(reply.failure) : null,
    ending: true,
  });
}

/** Writes the sign of life of a method that still runs. */
export function encodeHeartbeat(msgId: string): string {
  return sealReply(msgId, { result: null, failure: null, ending: false });
}

/** Reads a reply; undefined for a heartbeat. @throws {MalformedMessage} its failure is no JSON. */
export function decodeReply({ result, failure, ending }: JsonObject): Reply | undefined {
  if (failure !== undefined && failure !== null && failure !== "") return { failure: readFailure(failure) };
  const isHeartbeat = ending === false && (result === undefined || result === null);
  return isHeartbeat ? undefined : { response: result ?? null };
}

/**
 * Writes a notification, enveloped (`messagingv2`) or bare (`messaging`).
 *
 * @throws {ClientSendError} context or payload cannot be written as JSON.
 */
export function encodeNotification(
  message: NotificationMessage,
  context: ContextFields,
  enveloped: boolean,
): string {
  const text = writeBody(`Notification ${message.event_type}`, () => closed(opened({ ...message }, context)));
  return enveloped ? envelope(text) : text;
}

/** A notification that came in. */
export interface DecodedNotification {
  readonly message: JsonObject;
  readonly context: ContextFields;
  readonly uniqueId: string | undefined;
}

/** Takes a notification apart. */
export function decodeNotification(fields: JsonObject): DecodedNotification {
  const own = Object.entries(fields).filter(([name]) => !name.startsWith("_"));
  return { message: Object.fromEntries(own), context: contextOf(fields), uniqueId: uniqueIdOf(fields) };
}

/** Puts a body in an AMQP message as Python's services read it. */
export function encodeBody(
  body: string,
  options: {
    readonly to: string;
    readonly ttl?: number | undefined;
    /** The stamp of a {@link SendClock}. */
    readonly sent?: string | undefined;
    readonly compressed: boolean;
  },
): Buffer {
  const { to, ttl, sent, compressed } = options;
  return encodeMessage({
    durable: true,
    to,
    ttl,
    contentType: "application/json",
    contentEncoding: "utf-8",
    applicationProperties: propertiesOf(compressed, sent),
    body: compressed ? compress(body) : body,
    bodyAs: "data",
  });
}

function propertiesOf(
  compressed: boolean,
  sent: string | undefined,
): OutgoingMessage["applicationProperties"] {
  if (compressed) return { [COMPRESSION]: GZIP, ...(sent !== undefined && { [SENT]: sent }) };
  return sent === undefined ? undefined : { [SENT]: sent };
}

/** A message that came in, out of its envelope. */
export interface DecodedBody {
  readonly fields: JsonObject;
  /** Milliseconds it was worth delivering when it was sent. */
  readonly ttl: number | undefined;
  /** The stamp of a {@link SendClock}; Python's clients have none. */
  readonly sent: string | undefined;
  /** The broker's word of where it was published, encoded. */
  readonly annotations: Buffer | undefined;
  /** The broker's word of earlier deliveries. */
  readonly redelivery: RedeliveredMessage | undefined;
}

/**
 * Reads the body of any message.
 *
 * @throws {MalformedMessage} it is no JSON object, or not in an envelope of version 2.0.
 * @throws {EncodingError} it is no AMQP message.
 */
export function decodeBody(bytes: Buffer): DecodedBody {
  const message = decodeMessage(bytes);
  const { ttl, redelivery, annotations, applicationProperties } = message;
  const text = decodeUtf8(decompress(bodyBytes(message), applicationProperties.get(COMPRESSION)));
  const sent = applicationProperties.get(SENT);
  return { fields: unwrapEnvelope(parseBody(text)), ttl, sent, annotations, redelivery };
}

function envelope(message: string): string {
  return `{"oslo.version":"2.0","oslo.message":${JSON.stringify(message)}}`;
}

function sealReply(msgId: string, fields: Readonly<Record<string, unknown>>): string {
  return envelope(closed(`${stringifyJson(fields).slice(0, -1)},"_msg_id":${JSON.stringify(msgId)}`));
}

function uniqueIdOf({ _unique_id: id }: JsonObject): string | undefined {
  return typeof id === "string" && id !== "" ? id : undefined;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function decodeUtf8(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new MalformedMessage("the body is not UTF-8");
  }
}
