import { cut } from "../log/cut.js";
import { type ContextFields, RequestContext } from "../messaging/request-context.js";
import type * as tap from "../tap/traffic.js";
import type { NotificationLine, TrafficLine } from "./events.js";
import { valueText } from "./value-text.js";

/** Characters of the values of one line, and of what it names. */
const LONGEST_VALUES = 8 * 1024;
const LONGEST_NAME = 1024;

/**
 * A line of traffic as the page has it; notifications and what was missed are none.
 *
 * @param isDisclosed whether values are shown
 */
export function trafficLine(
  line: tap.RequestLine | tap.ReplyLine | tap.UnreadableLine,
  id: number,
  isDisclosed: boolean,
): TrafficLine {
  const { type: kind, time } = line;
  const common = { id, time: Date.parse(time), kind };
  switch (line.type) {
    case "call":
    case "cast": {
      const { topic, exchange, server, fanout, method, namespace, version, args, context } = line;
      return named({
        ...common,
        ...placeOf({ topic, exchange, server, fanout }),
        method,
        namespace,
        version,
        callId: line.id,
        ...callerOf(context),
        ...valuesOf(args, isDisclosed),
      });
    }
    case "reply": {
      const { topic, method, elapsed, failure, result } = line;
      return named({
        ...common,
        topic,
        method,
        callId: line.id,
        duration: elapsed,
        outcome: failure === undefined ? "result" : "error",
        ...valuesOf(failure ?? result, isDisclosed),
        error: failure && (isDisclosed ? `${failure.class}: ${failure.message}` : failure.class),
      });
    }
    case "unreadable":
      return named({ ...common, topic: line.topic, error: line.reason });
  }
}

/** A notification as the page has it. @param isDisclosed whether its payload is shown */
export function notificationLine(
  line: tap.NotificationLine,
  id: number,
  isDisclosed: boolean,
): NotificationLine {
  const { topic, exchange, message, context } = line;
  return named({
    id,
    time: Date.parse(line.time),
    topic,
    exchange,
    priority: textOf(message.priority),
    eventType: textOf(message.event_type),
    publisherId: textOf(message.publisher_id),
    messageId: textOf(message.message_id),
    timestamp: textOf(message.timestamp),
    ...callerOf(context),
    ...valuesOf(message.payload, isDisclosed),
  });
}

function valuesOf(
  value: unknown,
  isDisclosed: boolean,
): Pick<TrafficLine, "values"> | Pick<TrafficLine, "hidden"> {
  return isDisclosed ? { values: valueText(value, LONGEST_VALUES) } : { hidden: true };
}

function placeOf({ topic, exchange, server, fanout }: tap.MessagePlace): Partial<TrafficLine> {
  return named({ topic, exchange, server, fanout: fanout || undefined });
}

function callerOf(context: unknown): { readonly requestId?: string; readonly caller?: string } {
  // Whatever a peer sends as the context, members of other types count as missing.
  const { requestId, userName, userId, projectId } = new RequestContext((context ?? {}) as ContextFields);
  return named({ requestId, caller: userName ?? userId ?? projectId });
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Without the members that are undefined, and with texts that are not too long. */
function named<Line extends object>(line: Line): { [Name in keyof Line]: Exclude<Line[Name], undefined> } {
  const entries = Object.entries(line).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, typeof value === "string" ? cut(value, LONGEST_NAME) : value]],
  );
  return Object.fromEntries(entries) as { [Name in keyof Line]: Exclude<Line[Name], undefined> };
}
