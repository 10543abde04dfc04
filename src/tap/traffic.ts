import type { RpcMessage } from "../drivers/driver.js";
import type { RemoteFailure } from "../messaging/failure.js";
import type { Target } from "../messaging/target.js";

/** The place of a message, as far as it can be told. */
export interface MessagePlace extends Pick<Target, "topic" | "exchange" | "server" | "fanout"> {}

/** A request, as a tap shows it and a record keeps it. */
export interface RequestLine extends MessagePlace, Pick<RpcMessage, "method" | "namespace" | "args"> {
  readonly type: "call" | "cast";
  /** ISO 8601, in UTC. */
  readonly time: string;
  /** That of the reply; a cast has none. */
  readonly id?: string | undefined;
  readonly version?: string | undefined;
  readonly context: unknown;
}

/** An answer to a call. */
export interface ReplyLine {
  readonly type: "reply";
  readonly time: string;
  readonly id: string;
  /** Undefined for a reply whose call was not seen, as what follows. */
  readonly method?: string | undefined;
  readonly topic?: string | undefined;
  /** ms from the call to the reply, as the tap has seen them. */
  readonly elapsed?: number | undefined;
  /** Of a method that has returned. */
  readonly result?: unknown;
  /** Of one that has not. */
  readonly failure?: RemoteFailure | undefined;
}

/** A notification. */
export interface NotificationLine extends MessagePlace {
  readonly type: "notification";
  readonly time: string;
  /** The fields of the message as they came. */
  readonly message: Readonly<Record<string, unknown>>;
  readonly context: unknown;
}

/** A message that cannot be read. */
export interface UnreadableLine {
  readonly type: "unreadable";
  readonly time: string;
  readonly topic?: string | undefined;
  readonly reason: string;
}

/** So many messages before the next line are not shown. */
export interface MissedLine {
  readonly type: "missed";
  readonly time: string;
  readonly count: number;
}

/** One line of what a tap shows. */
export type TrafficLine = RequestLine | ReplyLine | NotificationLine | UnreadableLine | MissedLine;

/** True for a request. */
export function isRequest(line: TrafficLine): line is RequestLine {
  return line.type === "call" || line.type === "cast";
}
