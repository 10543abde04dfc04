import type { Instruments } from "../instruments/instruments.js";
import type { RemoteFailure } from "../messaging/failure.js";
import type { ContextFields } from "../messaging/request-context.js";
import type { Target } from "../messaging/target.js";
import type { TapObserver } from "./tapped-message.js";
import type { HealthMonitor } from "./transport-health.js";

/** A request as it stands on the wire; `args` is undefined only when a peer leaves it out. */
export interface RpcMessage {
  readonly method: string;
  readonly args: unknown;
  readonly namespace?: string | undefined;
  /** Null only when a peer says so, which is no version. */
  readonly version?: string | null | undefined;
}

/**
 * Services of a driver beyond its usual way (`oslo_messaging.TransportOptions`). A driver without the means refuses it.
 */
export interface TransportOptions {
  /**
   * A cast resolves when it was taken: by a server over `amqp://` and `fake://`, by RabbitMQ's queues over `rabbit://`.
   * While that is not known, also after a lost connection, it is sent again within its `timeout` and `retry`, so that
   * it may come twice. Otherwise it fails, over `rabbit://` with `MessageUndeliverable` when no queue is there for it.
   * A call is not sent again: its reply, or its error, says what became of it.
   */
  readonly atLeastOnce?: boolean | undefined;
}

/** Options of a request. */
export interface SendOptions {
  readonly waitForReply: boolean;
  /** Seconds until the reply, or the acceptance of a cast, must be there; undefined: the driver's default. */
  readonly timeout?: number | undefined;
  /** Seconds between signs of life of the server, whose absence ends the call. */
  readonly callMonitorTimeout?: number | undefined;
  /** Number of further attempts at delivery: undefined or -1 without limit, 0 none. */
  readonly retry?: number | undefined;
  /** Ends the wait early, with the signal's reason; an unsent message is withdrawn. */
  readonly signal?: AbortSignal | undefined;
  readonly transportOptions?: TransportOptions | undefined;
  /**
   * Gets every reply to a call, which a fanout may have many of; the call then ends only by its timeout or its
   * signal.
   */
  readonly onReply?: ((reply: Reply) => void) | undefined;
  /**
   * Told when the peer has taken the request of a call, once each time it is sent; not where no outcome is asked for, nor
   * when the reply comes first.
   */
  readonly onTaken?: (() => void) | undefined;
}

/** The answer of a server. */
export type Reply = { readonly response: unknown } | { readonly failure: RemoteFailure };

/** A request that arrived. */
export interface IncomingRequest {
  readonly context: ContextFields;
  readonly message: RpcMessage;
  /** Monotonic ms at which the caller stops waiting; undefined when it does not say. */
  readonly deadline: number | undefined;
  /** Seconds between the heartbeats the caller asks for; undefined when it asks for none. */
  readonly callMonitorTimeout: number | undefined;
  /** False for a cast: `reply` and `heartbeat` do nothing. */
  readonly expectsReply: boolean;
  /**
   * Takes the request, before it is dispatched: from here on it runs at most once. False when it is too late: the
   * connection it came over is gone, and the peer may have given it to somebody else; or its caller is.
   */
  acknowledge(): boolean;
  /** Names who is told when the peer takes the request back before it is acknowledged: nobody is to keep it then. */
  onWithdrawn(tell: () => void): void;
  /** Gives the request back to be delivered again, here or to another server. */
  requeue(): void;
  /** Its method has ended, or will not run: the peer may send another request in its place. */
  done(): void;
  /** Sends the answer. Never rejects: an answer that cannot be delivered is logged. */
  reply(reply: Reply): Promise<void>;
  /** Tells the caller that its method still runs. */
  heartbeat(): void;
}

/** A notification as it stands on the wire; what a peer sends may lack any field. */
export interface NotificationMessage {
  /** A UUID, made anew for each. */
  readonly message_id: string;
  /** Null when the notifier names none. */
  readonly publisher_id: string | null;
  /** The event, such as `compute.instance.create`. */
  readonly event_type: string;
  /** Severity in upper case. */
  readonly priority: string;
  /** The event's own facts. */
  readonly payload: unknown;
  /** `YYYY-MM-DD HH:MM:SS.ffffff` in UTC. */
  readonly timestamp: string;
}

/** Options of a notification. */
export interface NotifyOptions {
  /** True puts the message in oslo's envelope (`messagingv2`). */
  readonly enveloped: boolean;
  /** Number of further attempts at delivery: undefined or -1 without limit, 0 none. */
  readonly retry?: number | undefined;
}

/** The facts about a notification that may have been delivered before. */
export interface Redelivery {
  /** The name that it has each time it comes; undefined when there is none. */
  readonly id: string | undefined;
  /** Deliveries before this one, as far as the peer tells. */
  readonly earlier: number;
  /**
   * Number of times that it can still be given back and come again; undefined: any number of times, as far as is known.
   */
  readonly returnsLeft: number | undefined;
}

/** A notification that arrived. */
export interface IncomingNotification {
  readonly context: ContextFields;
  /** Fields as they came; nothing is checked. */
  readonly message: Readonly<Record<string, unknown>>;
  readonly redelivery: Redelivery;
  /** Takes the notification, after it is dispatched; does nothing when the peer has taken it back. */
  acknowledge(): void;
  /**
   * Names who is told when the peer takes it back unsettled, to deliver it again, here or to another listener. Returns
   * true when it will not be handled now, and false when that has begun.
   */
  onWithdrawn(tell: () => boolean): void;
  /**
   * Says that it waits to be given back: meanwhile the peer may send others in its place, within bounds. False when
   * there is nothing to give back: the peer has taken it back, or the connection it came over is gone.
   */
  setAside(): boolean;
  /** Gives it back to be delivered again, here or to another listener. */
  requeue(): void;
}

/** A topic and a severity in lower case that a listener subscribes to. */
export interface NotificationSource {
  readonly target: Target;
  readonly priority: string;
}

/** Options of a subscription to notifications. */
export interface NotificationListenOptions {
  /** Notifications it collects before it settles the first of them: the peer must be allowed to send as many. */
  readonly batchSize?: number | undefined;
}

/** Options of a server's subscription. */
export interface ListenOptions {
  /** Requests the server works on at once: the peer sends no more than that before some are done. */
  readonly concurrency?: number | undefined;
}

/** The subscriptions of one server. */
export interface Listener {
  /**
   * Resolves when requests can come; waits while the peer cannot be reached.
   *
   * @throws {ServerListenError} the peer refuses a subscription, or the listener is stopped first.
   */
  readonly ready: Promise<void>;
  /** True while requests can come: false before `ready`, while the peer is lost, and when stopped. */
  readonly attached: boolean;
  /**
   * Objects that the peer does not let be declared or listened to, one line each; empty while nothing is known of that.
   */
  readonly problems: readonly string[];
  /** Number of objects at the peer declared again because somebody had deleted them. */
  readonly repairs: number;
  /** Has one callback called after each change of `attached`, `problems` and `repairs`, and perhaps without one. */
  onChange(callback: () => void): void;
  /** Takes no more requests. Those taken can still be answered. */
  stop(): Promise<void>;
}

/** Facts about the program that a driver works for. */
export interface DriverSettings {
  /** The transport is closed after a few calls: what is made for many does not pay. */
  readonly shortLived?: boolean | undefined;
  /** Told of what only the driver sees; undefined when nobody watches. */
  readonly instruments?: Instruments | undefined;
}

/**
 * The contract of a transport, after oslo.messaging's driver contract. Errors are {@link MessagingError}s.
 */
export interface Driver {
  /** The driver reports to it what becomes of its connection, save that it is closed. */
  readonly health: HealthMonitor;

  /**
   * Sends a request and waits: for its reply, or for a cast until it is delivered.
   *
   * @throws {MessagingTimeout} no reply in time.
   * @throws {MessageDeliveryFailure} the request, or its reply, cannot be delivered.
   * @throws {ClientSendError} it cannot be written as JSON.
   */
  send(
    target: Target,
    context: ContextFields,
    message: RpcMessage,
    options: SendOptions,
  ): Promise<Reply | undefined>;

  /** Subscribes a server to its topic: its own address, the shared one and the fanout one. */
  listen(target: Target, onRequest: (request: IncomingRequest) => void, options?: ListenOptions): Listener;

  /**
   * Sends a notification to the queue of its topic and severity, `TOPIC.priority`, and waits until it is delivered.
   *
   * @throws {MessageDeliveryFailure} it cannot be delivered.
   * @throws {ClientSendError} it cannot be written as JSON.
   */
  sendNotification(
    target: Target,
    context: ContextFields,
    message: NotificationMessage,
    options: NotifyOptions,
  ): Promise<void>;

  /**
   * Subscribes to topics and severities. What is taken can be settled after `stop` as well.
   *
   * @param pool listeners that share one more copy of every notification
   * @throws {UnsupportedFeature} the driver has no pools.
   */
  listenForNotifications(
    sources: readonly NotificationSource[],
    pool: string | undefined,
    onNotification: (notification: IncomingNotification) => void,
    options?: NotificationListenOptions,
  ): Listener;

  /**
   * Shows what goes to topics and takes nothing of it away: requests, notifications, and their replies as far as the
   * peer lets them be seen.
   *
   * @throws {UnsupportedFeature} the driver cannot.
   */
  tap(targets: readonly Target[], observer: TapObserver): Listener;

  /** Ends everything. Calls that wait fail. Settles within 2 s. */
  close(): Promise<void>;
}
