import type { LoginLimits } from "./login-limiter.js";

/** What one client may have the router do or keep. */
export interface RouterLimits extends LoginLimits {
  /** Messages a sender may send before the router has passed one on. */
  readonly senderCredit: number;
  /** Messages, and their bytes, that may wait at one address. */
  readonly heldMessages: number;
  readonly heldBytes: number;
  /** Copies of multicast messages, and their bytes, that may wait for one receiver; the oldest give way. */
  readonly heldCopies: number;
  readonly heldCopyBytes: number;
  /** Bytes of the largest message. */
  readonly maxMessageSize: number;
  readonly maxFrameSize: number;
  /** Sessions on a connection. */
  readonly maxSessions: number;
  /** Links on a connection. */
  readonly maxLinks: number;
  /** Levels of lists and maps in what a client says of a link or a session. */
  readonly maxNesting: number;
  /** Bytes that the links and sessions of a connection may take with all the client says of them. */
  readonly maxKept: number;
  readonly maxAddresses: number;
  readonly maxConnections: number;
  /** ms from the connection to AMQP's `open`. */
  readonly handshakeTimeout: number;
  /** ms of silence after which a client is given up. */
  readonly idleTimeout: number;
}

export const defaultLimits: RouterLimits = {
  senderCredit: 250,
  heldMessages: 10_000,
  heldBytes: 64 * 1024 * 1024,
  heldCopies: 1_000,
  heldCopyBytes: 16 * 1024 * 1024,
  maxMessageSize: 16 * 1024 * 1024,
  maxFrameSize: 256 * 1024,
  maxSessions: 8_192,
  maxLinks: 8_192,
  maxNesting: 32,
  maxKept: 64 * 1024 * 1024,
  maxAddresses: 100_000,
  maxConnections: 10_000,
  handshakeTimeout: 5_000,
  idleTimeout: 60_000,
  loginAttempts: 5,
  loginPause: 1_000,
};
