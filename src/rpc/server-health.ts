import type { LifeState } from "../transport/lifecycle.js";

/** Where a server is in its life. */
export type ServerState = LifeState;

/** How a server is at one moment. */
export interface ServerHealth {
  /** Where it is in its life. */
  readonly state: ServerState;
  /** It takes requests now: it serves, and its subscriptions are in place. */
  readonly ready: boolean;
  /** The peer is there and the server does what it was told to; false while the peer is lost. */
  readonly healthy: boolean;
  /** Its subscriptions are in place. */
  readonly attached: boolean;
  /** Methods that run. */
  readonly running: number;
  /** Requests that wait for one of them to end. */
  readonly waiting: number;
}
