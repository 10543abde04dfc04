import { setTimeout as pause } from "node:timers/promises";
import type { NotificationMessage, Reply } from "../../drivers/driver.js";
import { isJsonObject } from "../../json/json-object.js";
import { isAsRecorded } from "../../tap/recorded-replies.js";
import {
  isRequest,
  type NotificationLine,
  type ReplyLine,
  type RequestLine,
  type TrafficLine,
} from "../../tap/traffic.js";
import type { NotificationTransport } from "../../transport/notification-transport.js";
import type { RpcTransport } from "../../transport/rpc-transport.js";

/** The outcome of sending requests and notifications again. */
export interface ReplaySummary {
  readonly sent: number;
  /** Calls answered as in the record, as far as that is not masked. */
  readonly same: number;
  readonly different: number;
  /** Calls whose answer the record does not have. */
  readonly unknown: number;
  /** Those that could not be delivered, or were not answered. */
  readonly failed: number;
}

/** A call that was answered otherwise than in the record. */
export interface Difference {
  readonly request: RequestLine;
  readonly recorded: ReplyLine;
  readonly reply: Reply;
}

export interface ReplayClientOptions {
  readonly transport: RpcTransport;
  /** The transport of the notifications of an exchange. */
  readonly notifications: (exchange: string | undefined) => NotificationTransport;
  /** One after the other, not at the times of the record. */
  readonly fast: boolean;
  /** Seconds. */
  readonly timeout: number | undefined;
  readonly onDifference: (difference: Difference) => void;
  readonly onFailure: (line: RequestLine | NotificationLine, error: Error) => void;
}

/** Sends the requests and notifications of a record again, each where it went. */
export async function resendRecord(
  lines: readonly TrafficLine[],
  options: ReplayClientOptions,
): Promise<ReplaySummary> {
  const replies = new Map<string, ReplyLine>();
  for (const line of lines) if (line.type === "reply" && !replies.has(line.id)) replies.set(line.id, line);
  const sendable = lines.filter((line) => isRequest(line) || line.type === "notification");
  const counts = { sent: 0, same: 0, different: 0, unknown: 0, failed: 0 };
  const begun = performance.now();
  const first = Date.parse(sendable[0]?.time ?? "");
  const one = async (line: RequestLine | NotificationLine) => {
    counts.sent += 1;
    try {
      const reply = await send(line, options);
      if (reply === undefined || !isRequest(line)) return;
      const recorded = replies.get(line.id ?? "");
      if (recorded === undefined) counts.unknown += 1;
      else if (isAsRecorded(contentOf(recorded), replyContent(reply))) counts.same += 1;
      else {
        counts.different += 1;
        options.onDifference({ request: line, recorded, reply });
      }
    } catch (error) {
      counts.failed += 1;
      options.onFailure(line, error as Error);
    }
  };
  const under: Promise<void>[] = [];
  for (const line of sendable) {
    if (!options.fast) await pause(Math.max(0, Date.parse(line.time) - first - (performance.now() - begun)));
    const done = one(line);
    if (options.fast) await done;
    else under.push(done);
  }
  await Promise.all(under);
  return counts;
}

async function send(
  line: RequestLine | NotificationLine,
  { transport, notifications, timeout }: ReplayClientOptions,
): Promise<Reply | undefined> {
  const { topic, exchange, server, fanout } = line;
  const context = isJsonObject(line.context) ? line.context : {};
  if (line.type === "notification") {
    const message = line.message as unknown as NotificationMessage;
    await notifications(exchange).sendNotification({ topic, exchange }, context, message, {
      enveloped: true,
      retry: 0,
    });
    return undefined;
  }
  const { method, args, namespace, version } = line;
  const target = { topic, exchange, server, fanout };
  const waitForReply = line.type === "call" && !fanout;
  return transport.send(
    target,
    context,
    { method, args, namespace, version },
    { waitForReply, timeout, retry: 0 },
  );
}

/** The part of a reply that counts; of a failure class and message, as a stack is never the same. */
function contentOf({ failure, result }: ReplyLine): unknown {
  return failure === undefined ? (result ?? null) : { class: failure.class, message: failure.message };
}

function replyContent(reply: Reply): unknown {
  if (!("failure" in reply)) return reply.response ?? null;
  return { class: reply.failure.class, message: reply.failure.message };
}
