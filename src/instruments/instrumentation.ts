import type { ContextFields, RequestContext } from "../messaging/request-context.js";
import type { Target } from "../messaging/target.js";
import type { RequestTally, TALLY } from "./request-tally.js";

/** The transport that something passes, as its URL names it; nothing of it is secret. */
export interface InstrumentedTransport {
  /** `amqp`, `rabbit` or `fake`. */
  readonly driver: string;
  /** Host of the URL, the first where it names several. */
  readonly host: string | undefined;
  /** Undefined where the URL names none: 5672. */
  readonly port: number | undefined;
  /** Exchange of targets that name none (`control_exchange`). */
  readonly exchange: string;
}

/** A request, at either side. */
export interface RequestOperation {
  /** A call is answered, a cast is not. A cast whose target is a fanout one goes to every server. */
  readonly kind: "call" | "cast";
  /** Name on the wire. A peer may send any: see `isKnown` before it becomes the name of a series. */
  readonly method: string;
  /** False when no definition that is served, or that the client was made from, has the method. */
  readonly isKnown: boolean;
  /** Name of the service in its definition; undefined where no definition has the method. */
  readonly service: string | undefined;
  /** Undefined is the null namespace. */
  readonly namespace: string | undefined;
  /** The version that an endpoint must have. */
  readonly version: string | undefined;
  /** The context: as the program gave it at a client, as it came over the wire at a server. */
  readonly context: RequestContext;
  /** The transport that it passes. */
  readonly transport: InstrumentedTransport;
}

/** A client makes a request: from the check of its arguments to its result, or for a cast to its delivery. */
export interface SendRequestOperation extends RequestOperation {
  /** Tells it from other operations. */
  readonly type: "send-request";
  /** Where it is sent. */
  readonly target: Target;
  /** Seconds that it may take; undefined where the configuration says. */
  readonly timeout: number | undefined;
}

/** A server handles a request: from the search for its method to the result, before the reply is sent. */
export interface HandleRequestOperation extends RequestOperation {
  /** Tells it from other operations. */
  readonly type: "handle-request";
  /** The target that the server listens on, its name included. */
  readonly target: Target;
  /** Seconds that it has waited in this process for a method to end; 0 when it was begun at once. */
  readonly waited: number;
}

/** A notification as the operations tell of it; a peer may send anything, or leave anything out. */
export interface InstrumentedNotification {
  /** The context as it is on the wire. */
  readonly context: RequestContext;
  /** The event: `compute.instance.create`. */
  readonly eventType: string | undefined;
  /** Severity in lower case. */
  readonly priority: string | undefined;
  /** Who sends it. */
  readonly publisherId: string | undefined;
  /** Its UUID. */
  readonly messageId: string | undefined;
}

/** A notification is sent to one of its topics: until it is delivered. */
export interface SendNotificationOperation {
  /** Tells it from other operations. */
  readonly type: "send-notification";
  /** The notification, with the context that is sent. */
  readonly notification: InstrumentedNotification;
  /** Where it is sent; the queue's name is `TOPIC.priority`. */
  readonly target: Target;
  /** The transport that it passes. */
  readonly transport: InstrumentedTransport;
}

/** A listener hands notifications to its endpoints: one, or those of a batch that have one severity. */
export interface HandleNotificationsOperation {
  /** Tells it from other operations. */
  readonly type: "handle-notifications";
  /** At least one. */
  readonly notifications: readonly InstrumentedNotification[];
  /** The targets that the listener listens on. */
  readonly targets: readonly Target[];
  /** The transport that it passes. */
  readonly transport: InstrumentedTransport;
}

/** Something that begins and ends. */
export type Operation =
  | SendRequestOperation
  | HandleRequestOperation
  | SendNotificationOperation
  | HandleNotificationsOperation;

/**
 * The way an operation ended.
 *
 * - `ok`: with a result, or delivered; notifications: handled.
 * - `foreseen`: with an error that the definition declares, or that the method expects (`expectedExceptions`).
 * - `error`: the method or endpoint has raised something else, or its result does not fit its schema.
 * - `refused`: the method has not run, here or at the server: arguments, method, namespace or version, the version
 *   cap, an access policy, a payload, a message that cannot be read.
 * - `expired`: the server took the request when its caller waited no longer, and did not run it.
 * - `timeout`: the client got no reply in time. `no-heartbeat`: nor a sign of life before that.
 * - `undelivered`: the message, or the reply to it, could not be delivered.
 * - `aborted`: the client's signal ended the wait.
 * - `requeued`: an endpoint gave a notification back.
 */
export type OperationResult =
  | "ok"
  | "foreseen"
  | "error"
  | "refused"
  | "expired"
  | "timeout"
  | "no-heartbeat"
  | "undelivered"
  | "aborted"
  | "requeued";

/** Observes one operation, from its start to its end. */
export interface OperationObserver {
  /**
   * Members for the context: of what is sent, put in after the serializer has written it; of what is handled, put into the
   * one that the method or endpoint gets, after the serializer has read it. A batch of several has none.
   */
  readonly contextFields?: ContextFields | undefined;
  /**
   * Runs what the operation does, once, in this very turn, and returns what that returns: so that it runs in an
   * asynchronous context of the observer's. Left out where that is not needed. One that fails, or runs it later or never,
   * is logged; the operation runs once and to its own result all the same.
   */
  run?<Result>(work: () => Result): Result;
  /**
   * The operation has ended; told once.
   *
   * @param error what was thrown, when the result is not `ok`
   */
  ended(result: OperationResult, error?: unknown): void;
}

/** Something happened that is no operation. */
export type InstrumentationEvent =
  /** The state of the connection: `connected` after `lost` is a reconnection. */
  | {
      readonly type: "connection";
      readonly state: "connecting" | "connected" | "lost" | "closed";
      /** Why it was lost, or not made. */
      readonly error: Error | undefined;
      /** The transport that it passes. */
      readonly transport: InstrumentedTransport;
    }
  /** A reply came that no call waits for: it came too late, or twice. */
  | { readonly type: "late-reply"; readonly transport: InstrumentedTransport }
  /** A server has told a caller that its method still runs. */
  | { readonly type: "heartbeat-sent"; readonly method: string; readonly transport: InstrumentedTransport }
  /** A client was told so. */
  | { readonly type: "heartbeat-received"; readonly transport: InstrumentedTransport }
  /** The peer delivers again what it has delivered before. A request that was taken is dropped then. */
  | {
      readonly type: "redelivery";
      readonly of: "request" | "notification";
      /** The transport that it passes. */
      readonly transport: InstrumentedTransport;
    }
  /** A request that waited here was taken back by its peer, or its caller is gone: it is not run. */
  | { readonly type: "withdrawn"; readonly method: string; readonly transport: InstrumentedTransport }
  /** A message came that cannot be read, and was rejected. */
  | { readonly type: "unreadable"; readonly transport: InstrumentedTransport };

/**
 * Watches what passes a transport, its clients, servers, notifiers and listeners: the one door for traces and metrics.
 *
 * It is given as the option `instrumentation` of a transport, or of one client, server or listener; several
 * as a list, of which each is told of everything, in its order. What it throws is logged once and disturbs nobody. Where
 * none is given nothing is made for it.
 *
 * It stands next to the wire: inside a client's interceptors, so that each request that they make is an operation, and
 * around those of a server.
 *
 * @example
 * ```ts
 * class InFlight implements Instrumentation {
 *   readonly calls = new Map<string, number>();
 *
 *   started(operation: Operation): OperationObserver | undefined {
 *     if (operation.type !== "send-request" || operation.kind !== "call") return undefined;
 *     const method = operation.isKnown ? operation.method : "_OTHER";
 *     const add = (change: number) => this.calls.set(method, (this.calls.get(method) ?? 0) + change);
 *     add(1);
 *     return { ended: () => add(-1) };
 *   }
 * }
 *
 * const watched = getRpcTransport({ url: "rabbit://127.0.0.1", instrumentation: new InFlight() });
 * ```
 */
export interface Instrumentation {
  /**
   * An operation begins. Returns what observes it; undefined when nothing of it is wanted. Called for every message:
   * it should be cheap.
   */
  started?(operation: Operation): OperationObserver | undefined;
  /** Something else happened. */
  happened?(event: InstrumentationEvent): void;
  /**
   * @internal Counts requests: who has one is told of none, unless it is the second one of a transport that has.
   */
  readonly [TALLY]?: RequestTally | undefined;
}
