import type { ServerState } from "../transport/lifecycle.js";

/** The condition of a server at one moment. */
export interface ServerHealth {
  /** Where it is in its life. */
  readonly state: ServerState;
  /** It takes requests now: it serves, and its subscriptions are in place. */
  readonly ready: boolean;
  /** The peer is there and the server does what it was told to; false while the peer is lost. */
  readonly healthy: boolean;
  /** Its subscriptions are in place: over `rabbit://`, every queue is there, bound, and consumed from. */
  readonly attached: boolean;
  /**
   * Objects that RabbitMQ does not let be declared, bound or consumed from, one line each: what keeps requests from
   * coming while the server is not ready, and what would keep it from coming back after a lost connection while it is.
   */
  readonly problems: readonly string[];
  /** Number of queues, bindings and exchanges declared again because somebody had deleted them. */
  readonly repairs: number;
  /** Methods that run. */
  readonly running: number;
  /** Methods that may run at once (`executor_thread_pool_size`). */
  readonly limit: number;
  /** Requests that wait for one of them to end. */
  readonly waiting: number;
}
