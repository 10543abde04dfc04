import type { ContextFields } from "../messaging/request-context.js";
import type { Target } from "../messaging/target.js";
import type { Reply, RpcMessage } from "./driver.js";

/** A message, when it was seen. */
interface Seen {
  /** When it was seen, in ms since 1970, with fractions. */
  readonly seenAt: number;
}

/** A request that went to a topic. */
export interface TappedRequest extends Seen {
  readonly kind: "request";
  /** Where it went, as far as that can be told. */
  readonly target: Target;
  readonly message: RpcMessage;
  readonly context: ContextFields;
  /** The name that its reply goes by; undefined for a cast. */
  readonly id: string | undefined;
  /** Bytes of the message as it came. */
  readonly size: number;
}

/** An answer to a request. */
export interface TappedReply extends Seen {
  readonly kind: "reply";
  readonly id: string;
  readonly reply: Reply;
}

/** A sign of life of the server that works on a request. */
export interface TappedHeartbeat extends Seen {
  readonly kind: "heartbeat";
  readonly id: string;
}

/** A notification. */
export interface TappedNotification extends Seen {
  readonly kind: "notification";
  readonly target: Target;
  readonly message: Readonly<Record<string, unknown>>;
  readonly context: ContextFields;
}

/** A message that cannot be read. */
export interface TappedUnreadable extends Seen {
  readonly kind: "unreadable";
  readonly target: Target | undefined;
  readonly reason: string;
}

/** A message that a tap has seen. */
export type TappedMessage =
  | TappedRequest
  | TappedReply
  | TappedHeartbeat
  | TappedNotification
  | TappedUnreadable;

/** Some of the traffic, which cannot be seen with a peer. */
export interface UnseenTraffic {
  /** For people: which, and why. */
  readonly what: string;
  /** Replies are among it. */
  readonly replies: boolean;
}

/** Told of what a tap sees. */
export interface TapObserver {
  seen(message: TappedMessage): void;
  /** So many messages before the next one were not kept, as they came faster than they were taken. */
  missed(count: number): void;
  /** Some of the traffic cannot be seen. It is known when the peer is, and told before anything is seen. */
  blind(unseen: UnseenTraffic): void;
}
